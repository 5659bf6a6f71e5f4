"""The executed notebooks become a site in reports/."""
