"""The values for a hub on a cluster: every key is one that the Zero to JupyterHub chart knows.

The chart refuses keys that its values.schema.yaml does not name. The paths below are those of that
schema which are used here, with the types that it allows: each was read on 29 November 2026 in
jupyterhub/values.schema.yaml of jupyterhub/zero-to-jupyterhub-k8s, as of commit 02dd73df01bd.
"""

from pathlib import Path

import pytest
import yaml

VALUES = Path(__file__).resolve().parent.parent / "deploy" / "jupyterhub.yaml"
# what the schema leaves free (additionalProperties: true): the hub's own configuration, variables,
# a pod's hook
FREE = ("hub.config", "singleuser.extraEnv", "singleuser.lifecycleHooks.postStart")
KNOWN = {
    "hub.concurrentSpawnLimit": int,
    "singleuser.image.name": str,
    "singleuser.image.tag": str,
    "singleuser.defaultUrl": str,
    "singleuser.startTimeout": int,
    "singleuser.memory.guarantee": (int, float, str),
    "singleuser.memory.limit": (int, float, str),
    "singleuser.cpu.guarantee": (int, float),
    "singleuser.cpu.limit": (int, float),
    "singleuser.storage.type": str,
    "singleuser.storage.capacity": str,
    "singleuser.storage.homeMountPath": str,
    "singleuser.networkPolicy.enabled": bool,
    "singleuser.networkPolicy.egressAllowRules.nonPrivateIPs": bool,
    "cull.enabled": bool,
    "cull.timeout": int,
    "cull.every": int,
    "prePuller.hook.enabled": bool,
    "prePuller.continuous.enabled": bool,
    "scheduling.userScheduler.enabled": bool,
    "scheduling.userPlaceholder.enabled": bool,
}


def leaves(values, path=""):
    """Every value with its dotted path; what is handed on unread counts as one."""
    for key, value in values.items():
        own = f"{path}{key}"
        if isinstance(value, dict) and own not in FREE:
            yield from leaves(value, f"{own}.")
        else:
            yield own, value


def fits(value, kind):
    # to Python true is a number, to the schema it is none
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, kind)


def faults(values):
    found = []
    for path, value in leaves(values):
        if path in FREE:
            continue
        if path not in KNOWN:
            found.append(f"{path} is no key of the chart")
        elif not fits(value, KNOWN[path]):
            found.append(f"{path} is {value!r}")
    return found


def test_every_key_is_one_of_the_chart():
    values = yaml.safe_load(VALUES.read_text(encoding="utf-8"))
    assert faults(values) == []
    assert values["singleuser"]["storage"]["type"] in ("dynamic", "static", "none")


WRONG = [{"cull": {"timeOut": 1}}, {"cull": {"every": "often"}}, {"cull": {"every": True}}]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_misspelt_key_and_a_wrong_type_are_seen(wrong):
    assert faults(wrong)


def test_limits_lie_above_what_a_student_was_measured_to_need():
    from seminar import measured

    rows = measured.read()
    needs = float(rows["own_memory"]["value"]) + float(rows["server_memory"]["value"])
    values = yaml.safe_load(VALUES.read_text(encoding="utf-8"))
    assert values["singleuser"]["memory"]["limit"] == "1G"
    assert needs < 1000
