"""A ready seminar session: exercises that check themselves, and the kit of its teacher."""
