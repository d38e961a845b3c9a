"""The cell in real kernels, 7 and 6: one clip, one output, one error; and the rest of Run All in order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kernels import Kernel, ipykernel6_python, kernel

QUICK = {"OMNIVID_DEMO_SPEED": "4", "OMNIVID_POLL_INTERVAL": "0.1"}


@pytest.fixture(scope="module", params=["ipykernel 7", "ipykernel 6"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    folder = tmp_path_factory.mktemp("cells")
    python = {"python": ipykernel6_python()} if request.param == "ipykernel 6" else {}
    env = {**QUICK, "OMNIVID_HOME": str(folder / "home"), "APIMART_API_KEY": "sk-secret-0123456789"}
    with kernel(**python, env=env, cwd=folder) as started:
        version = started.run("import ipykernel; print(ipykernel.__version__)").printed
        assert version.startswith(request.param.removeprefix("ipykernel "))
        assert started.run("%load_ext omnivid_jupyter").status == "ok"
        yield started


def test_a_cell_leaves_one_plain_output_with_a_video_and_binds_the_clip(running: Kernel) -> None:
    cell = running.run("%%omnivid demo/Omni-Flash-Ext -d 4 -o apple\na red {{'apple'}}")
    assert cell.status == "error"  # a literal is no variable
    running.run("fruit = 'apple'")
    cell = running.run("%%omnivid demo/Omni-Flash-Ext -d 4 -o apple\na red {{fruit}}")
    assert cell.status == "ok"
    (output,) = cell.outputs
    assert output["output_type"] == "display_data"
    assert set(output["data"]) == {"text/html", "text/plain", "image/jpeg"}
    assert '<video controls preload="metadata"' in output["data"]["text/html"]
    assert 'src="data:video/mp4;base64,' in output["data"]["text/html"]
    assert (
        running.run("print(_clip is apple, apple.prompt, apple.duration)").printed == "True a red apple 4.0\n"
    )


def test_a_refused_request_fails_the_cell_in_two_lines_and_binds_nothing(running: Kernel) -> None:
    running.run("_clip = 'before'")
    cell = running.run("%%omnivid demo/Omni-Flash-Ext -d 5\nx")
    assert cell.status == "error"
    assert cell.error == [
        "InvalidRequestError: duration 5 is not possible: demo/Omni-Flash-Ext takes 4, 6, 8 or 10 seconds."
    ]
    assert running.run("print(_clip)").printed == "before\n"


def test_a_failed_task_fails_the_cell_with_the_services_reason(running: Kernel) -> None:
    cell = running.run("%%omnivid demo/Omni-Flash-Ext\n[simulate: fail] a boat")
    assert cell.status == "error"
    assert cell.error[0].startswith("TaskFailedError: APIMart could not make the clip")
    assert len(cell.error) <= 3


def test_without_a_key_a_live_model_is_refused_with_the_variables_name(running: Kernel) -> None:
    cell = running.run("%%omnivid evolink/gemini-omni-flash-text-to-video\nx")
    assert cell.status == "error" and "EVOLINK_API_KEY" in "".join(cell.error)


def test_a_dry_run_shows_the_request_and_hides_the_key(running: Kernel) -> None:
    cell = running.run("%%omnivid apimart/Omni-Flash-Ext -d 4 --dry-run\na boat")
    assert cell.status == "ok"
    assert "POST https://api.apimart.ai/v1/videos/generations" in cell.printed
    assert '"prompt": "a boat"' in cell.printed and '"duration": 4' in cell.printed
    assert "Cost: $0.25 (estimate, prices of " in cell.printed
    assert "sk-secret" not in cell.printed and "Bearer sk-…" in cell.printed


def test_no_wait_binds_the_job_and_show_brings_its_clip(running: Kernel) -> None:
    running.run("_clip = 'before'")
    cell = running.run("%%omnivid --no-wait -o later\na boat")
    assert cell.status == "ok" and len(cell.outputs) == 1
    assert running.run("print(_job is later, _clip)").printed == "True before\n"
    shown = running.run("%omnivid show {later.id}")
    assert shown.status == "ok" and "<video" in shown.outputs[0]["data"]["text/html"]
    assert running.run("print(later.result().path.exists())").printed == "True\n"


def test_an_interrupt_stops_the_wait_names_the_way_back_and_keeps_the_task(running: Kernel) -> None:
    running.run("%omnivid demo speed=0.02")  # it does not end before it is interrupted
    cell = running.execute("%%omnivid\na slow boat")
    running.until(lambda: cell.outputs and "Queued" in str(cell.outputs))
    running.interrupt()
    running.until(lambda: cell.done)
    assert cell.status == "error"
    assert cell.error[0].startswith("WaitStoppedError: Stopped waiting.")
    assert "%omnivid resume" in cell.error[1]
    assert "widget-view" not in str(cell.outputs)
    running.run("%omnivid demo speed=4")
    shown = running.run("%omnivid resume")
    assert shown.status == "ok" and "a slow boat" in shown.outputs[0]["data"]["text/html"]


def test_a_time_out_fails_the_cell_and_keeps_the_task(running: Kernel) -> None:
    running.run("%omnivid demo speed=0.02")
    assert running.run("%%omnivid --no-wait -o tired\na tired boat").status == "ok"
    running.run("while tired.task_id is None: __import__('time').sleep(0.05)")
    cell = running.run("%%omnivid --timeout 0.3\na tired boat")
    running.run("%omnivid demo speed=4")
    assert cell.status == "error" and cell.error[0].startswith("WaitTimeoutError: No clip after 0.3 s.")
    assert running.run("%omnivid show").status == "ok"


def test_running_a_cell_again_finds_its_clip_and_says_so(running: Kernel) -> None:
    assert running.run("%%omnivid demo/gpt-image-2\na found boat").status == "ok"
    cell = running.run("%%omnivid demo/gpt-image-2\na found boat")
    assert "Found in the clip folder" in cell.outputs[0]["data"]["text/html"]
    again = running.run("%%omnivid demo/gpt-image-2 --new\na found boat")
    assert again.status == "ok" and "Found in" not in again.outputs[0]["data"]["text/html"]


def test_a_cell_that_went_through_a_tool_of_another_system_finds_its_clip(running: Kernel) -> None:
    typed = "%%omnivid -o first\na café at dawn\nand rain"
    first = running.run(typed)
    changed = "\ufeff" + unicodedata.normalize("NFD", typed.replace("first", "second")).replace(
        "\n", " \u00a0\r\n"
    )
    again = running.run(changed)
    assert (first.status, again.status) == ("ok", "ok"), again.error
    assert running.run("print(first.path == second.path)").printed == "True\n"


@pytest.mark.parametrize("blank", ["\t", "\u00a0", "\u3000", " \t"])
def test_any_blank_may_stand_behind_the_name(running: Kernel, blank: str) -> None:
    cell = running.run(f"%%omnivid{blank}demo/Omni-Flash-Ext -d 5\nx")
    assert cell.error[0].startswith("InvalidRequestError: duration 5 is not possible"), cell.error
    assert "prompt is empty" in running.run(f"%%omnivid{blank}").error[0]


def test_takes_are_made_together_shown_together_and_bound_as_a_list(running: Kernel) -> None:
    cell = running.run("%%omnivid demo/gpt-image-2 -n 2 -o pair\na boat twice")
    assert cell.status == "ok" and len(cell.outputs) == 1
    assert cell.outputs[0]["data"]["text/html"].count("<img") == 2
    assert running.run("print(pair is _clip, len({clip.path for clip in pair}))").printed == "True 2\n"


def test_one_take_alone_is_the_very_one_of_several(running: Kernel) -> None:
    running.run("%%omnivid demo/gpt-image-2 -n 2 -o two\na boat again and again")
    cell = running.run("%%omnivid demo/gpt-image-2 --take 2 -o second\na boat again and again")
    assert "Found in the clip folder" in cell.outputs[0]["data"]["text/html"]
    assert running.run("print(second is _clip, second.path == two[1].path)").printed == "True True\n"


def test_of_takes_that_fail_all_are_waited_for_and_the_first_failure_is_raised(running: Kernel) -> None:
    cell = running.run("%%omnivid demo/gpt-image-2 -n 2\n[simulate: fail] a boat")
    assert cell.status == "error" and cell.error[0].startswith("TaskFailedError")
    assert cell.outputs[0]["data"]["text/html"].count("Failed") == 2


def test_a_cost_above_the_limit_is_refused_before_anything_is_sent(running: Kernel) -> None:
    refused = running.run("%%omnivid apimart/Omni-Flash-Ext -d 10 --max-cost 0.3\nx")
    assert refused.status == "error" and "may cost $0.40" in refused.error[0]
    running.run("import os; os.environ['OMNIFLASH_API_KEY'] = 'sk-other-9876543210'")
    unknown = running.run("%%omnivid omniflash/omni-pro --max-cost 5\nx")
    assert unknown.status == "error" and "no known price" in unknown.error[0]
    running.run("del os.environ['OMNIFLASH_API_KEY']")
    assert running.run("%%omnivid demo/gpt-image-2 --max-cost 0\na free boat").status == "ok"


def test_a_restarted_kernel_says_that_a_task_waits_and_goes_on_with_it(tmp_path: Path) -> None:
    env = {**QUICK, "OMNIVID_HOME": str(tmp_path / "home")}
    with kernel(env={**env, "OMNIVID_DEMO_SPEED": "0.02"}, cwd=tmp_path) as before:
        assert before.run("%load_ext omnivid_jupyter").printed == ""
        cell = before.execute("%%omnivid demo/nano-banana-2\na patient boat")
        before.until(lambda: "Queued" in str(cell.outputs))
    with kernel(env=env, cwd=tmp_path) as after:
        loaded = after.run("%load_ext omnivid_jupyter")
        assert loaded.printed == "omnivid: 1 task is not finished. %omnivid resume goes on with it.\n"
        resumed = after.run("%omnivid resume")
        assert resumed.status == "ok" and "a patient boat" in resumed.outputs[0]["data"]["text/html"]
        assert after.run("%omnivid resume").printed == "There is nothing to resume.\n"
        cell = after.run("%%omnivid demo/nano-banana-2\na patient boat")
        assert "Found in the clip folder" in cell.outputs[0]["data"]["text/html"]


def test_who_got_the_clips_finds_them_by_the_ids_of_their_maker(tmp_path: Path) -> None:
    cells = [f"%%omnivid demo/nano-banana-2\na boat in {colour}" for colour in ("red", "blue")]
    with kernel(env={**QUICK, "OMNIVID_HOME": str(tmp_path / "home")}, cwd=tmp_path) as maker:
        maker.run("%load_ext omnivid_jupyter")
        for cell in cells:
            assert maker.run(cell).status == "ok"
        maker.run("import omnivid_jupyter as omnivid")
        ids = maker.run("print(*(entry.id for entry in omnivid.history()))").printed.strip()
    assert len(ids.split()) == 2
    with kernel(env={**QUICK, "OMNIVID_HOME": str(tmp_path / "elsewhere")}, cwd=tmp_path) as reader:
        reader.run("%load_ext omnivid_jupyter")
        for cell in cells:
            assert "Found in the clip folder" in reader.run(cell).outputs[0]["data"]["text/html"]
        assert reader.run(f"%omnivid compare {ids}").status == "ok"
        assert "a boat in blue" in reader.run("%omnivid show").outputs[0]["data"]["text/html"]


def test_the_configuration_files_of_ipython_are_obeyed(tmp_path: Path) -> None:
    profile = tmp_path / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_config.py").write_text("c.Omnivid.max_cost = 0.1\n")
    env = {**QUICK, "IPYTHONDIR": str(tmp_path / "ipython"), "OMNIFLASH_API_KEY": "sk-secret-0123456789"}
    with kernel(env=env | {"OMNIVID_HOME": str(tmp_path / "home")}, cwd=tmp_path) as running:
        running.run("%load_ext omnivid_jupyter")
        refused = running.run("%%omnivid omniflash/omni-pro\nx")
        assert refused.status == "error" and "no known price" in refused.error[0]


def test_run_all_stays_in_order(running: Kernel) -> None:
    first = running.execute("%%omnivid demo/nano-banana-2\na boat")
    second = running.execute("print(_clip.prompt, _clip.media_type)")
    running.until(lambda: second.done)
    assert (first.status, first.error) == ("ok", [])
    assert second.printed == "a boat image/png\n"


def test_the_commands_answer(running: Kernel) -> None:
    assert "demo" not in running.run("%omnivid models").shown[0]
    assert "Omni-Flash-Ext" in running.run("%omnivid models").shown[0]
    running.run(
        "import os; os.environ['APIMART_BASE_URL'] = 'http://127.0.0.1:1/v1'"
    )  # nothing is asked there
    doctor = running.run("%omnivid doctor")
    running.run("del os.environ['APIMART_BASE_URL']")
    assert "APIMART_API_KEY" in doctor.shown[0] and "sk-secret" not in str(doctor.outputs)
    assert "--dry-run" in running.run("%omnivid help").printed
    assert running.run("%omnivid dance").status == "error"
    assert "embed_limit" in running.run("%config Omnivid").printed


@pytest.mark.parametrize(
    ("line", "some"),
    [
        ("%%omnivid de", "demo/omni-flash"),
        ("%%omnivid demo/Omni-Flash-Ext -d ", "10"),
        ("%%omnivid demo/omni-flash -a 16:", "9"),
        ("%omnivid ", "doctor"),
    ],
)
def test_tab_completes_in_the_kernel(running: Kernel, line: str, some: str) -> None:
    completed = running.send("complete_request", {"code": f"x = 1\n{line}", "cursor_pos": len(line) + 6})
    running.until(lambda: completed.reply)
    assert completed.reply and some in completed.reply["matches"]


def test_a_question_mark_documents_all_of_it(running: Kernel) -> None:
    asked = running.run("%omnivid?")
    assert (
        asked.reply and "--dry-run" in str(asked.reply["payload"]) and "%omnivid resume" in str(asked.reply)
    )


def test_a_setting_is_checked_when_it_is_made_and_then_holds(running: Kernel) -> None:
    refused = running.run("%config Omnivid.embed = 'sometimes'")
    assert "sometimes" in str(refused.outputs) and "auto" in running.run("%config Omnivid.embed").shown[0]
    running.run("%config Omnivid.model = 'demo/gpt-image-2'")
    running.run("%config Omnivid.embed = 'never'")
    cell = running.run("%%omnivid\na boat")
    assert 'src="omnivid-clips/' in cell.outputs[0]["data"]["text/html"]
    running.run("%config Omnivid.model = None")
    running.run("%config Omnivid.embed = 'auto'")


def test_the_extension_can_be_reloaded_and_unloaded(running: Kernel) -> None:
    assert running.run("%reload_ext omnivid_jupyter").status == "ok"
    assert running.run("%%omnivid --dry-run\nx").status == "ok"
    assert running.run("%unload_ext omnivid_jupyter").status == "ok"
    assert "not found" in running.run("%omnivid help").printed + "".join(running.run("%omnivid help").error)
    assert running.run("%load_ext omnivid_jupyter").status == "ok"


def test_python_in_a_cell_waits_and_shows_the_clip(running: Kernel) -> None:
    cell = running.run("import omnivid_jupyter as o\no.generate('a boat', model='demo/nano-banana-2')")
    assert cell.status == "ok" and "<img" in cell.outputs[0]["data"]["text/html"]
    cell = running.run(
        "clip = await o.submit('a boat', model='demo/nano-banana-2')\nprint(clip.path.exists())"
    )
    assert cell.printed == "True\n"


def test_nothing_of_the_key_is_anywhere(running: Kernel, tmp_path: Path) -> None:
    for request in running.requests.values():
        assert "sk-secret" not in str(request)
