"""Every sink that this engine has, asked by a page: isolated media, plain media, and media that becomes isolated late."""

import time

from tests.browser.stage import BLANK, Stage, begin_display, get, get_isolated, outcome, play
from tests.interop import sink_answers
from tests.support.rows import rows, timeout

SINKS = BLANK + "<script src=/sink_questions.js></script><script src=/tools.js></script>"
stage = None


def setup_module():
    global stage
    stage = Stage(pages={"/sinks.html": SINKS})


def teardown_module():
    stage.close()


@rows("C-14 C-24 C-25 C-26 C-27 C-28 C-30 C-31 C-32 C-33 C-34 C-43 C-47")
@timeout(240)
def test_sinks_answer_as_the_sink_table_demands(out):
    answers = sink_answers.ask_shell(out)
    isolated, plain = answers["isolated"], answers["plain"]
    wrong = sink_answers.disagreements(out, answers)
    assert wrong == [], wrong
    asked = [name for name, answer in isolated.items() if answer not in sink_answers.SILENT]
    assert len(asked) >= 12, isolated
    assert isolated["clones"] == "ok, then throws SecurityError" and plain["clones"] == "ok, then picture"
    assert isolated["track.isolated"] == "true" and plain["track.isolated"] == "false"
    old = sink_answers.stale("shell", answers)
    assert old == [], old  # tests/interop/sink_answers.py --record writes the record and docs/sinks.md anew


@rows("C-01 C-02 C-03 C-80")
def test_track_is_isolated_from_its_first_look_and_nothing_undoes_it(out):
    with stage.shell(out, "/sinks.html") as shell:
        shell.run("navigator.mediaDevices.getUserMedia ({ audio: true, video: true, peerIdentity: 'bob@idp.example' })"
                  ".then ((stream) => { window.media = stream; window.first = stream.getTracks ().map ((t) => t.isolated); });")
        shell.press("answer-allow-callee-call")
        shell.until("window.first", "the stream")
        assert shell.run("return first") == [True, True]
        assert shell.run("""
          const track = media.getVideoTracks ()[0];
          try { track.isolated = false; } catch (error) { }
          try { Object.defineProperty (track, 'isolated', { value: false }); } catch (error) { }
          const real = Object.getOwnPropertyDescriptor (MediaStreamTrack.prototype, 'isolated').get.call (track);
          track.enabled = false; track.enabled = true;
          await track.applyConstraints ({ width: 320 }).catch (() => {});
          return real;""") is True


@rows("C-07 C-23")
def test_settings_and_counts_stay_visible(out):
    with stage.shell(out, "/sinks.html") as shell:
        get_isolated(shell)
        play(shell)
        settings = shell.run("return media.getVideoTracks ()[0].getSettings ()")
        assert settings["width"] > 0 and settings["height"] > 0 and settings["frameRate"] > 0
        assert shell.run("return video.videoWidth") == settings["width"]
        assert shell.run("return media.getVideoTracks ()[0].applyConstraints ({ width: 320 }).then (() => 'ok', (e) => e.name)") == "ok"


@rows("C-12 C-13")
def test_isolation_goes_with_clones_and_streams(out):
    with stage.shell(out, "/sinks.html") as shell:
        get_isolated(shell)
        assert shell.run("return media.getTracks ()[0].clone ().clone ().clone ().isolated")
        assert shell.run("return media.clone ().getTracks ().every ((track) => track.isolated)")
        get(shell, {"audio": True, "video": True}, "answer-allow-visit", "plain")
        shell.run("window.mixed = new MediaStream ([...media.getVideoTracks (), ...plain.getAudioTracks ()]);")
        play(shell, "mixed")
        assert shell.run("return reads (video)") == "SecurityError"
        assert shell.run("return starts (mixed)") == "SecurityError"
        assert shell.run("return starts (new MediaStream (plain.getAudioTracks ()))") == "ok"
        # A stream that gets an isolated track later restricts from then on.
        play(shell, "plain")
        assert shell.run("return reads (video)") == "picture"
        shell.run("plain.addTrack (media.getAudioTracks ()[0].clone ());")
        assert shell.run("return reads (video)") == "SecurityError"


@rows("C-17")
def test_canvas_is_clean_again_only_when_it_is_wiped(out):
    with stage.shell(out, "/sinks.html") as shell:
        get_isolated(shell, kinds="v")
        play(shell)
        assert shell.run("""
          const canvas = document.createElement ('canvas'), context = canvas.getContext ('2d');
          const read = () => { try { context.getImageData (0, 0, 1, 1); return 'clean'; } catch (error) { return error.name; } };
          const answers = [read ()];
          context.drawImage (video, 0, 0); answers.push (read ());
          context.clearRect (0, 0, canvas.width, canvas.height); answers.push (read ());
          media.getTracks ()[0].stop (); video.srcObject = null; answers.push (read ());
          canvas.width = canvas.width; answers.push (read ());
          return answers;""") == ["clean", "SecurityError", "SecurityError", "SecurityError", "clean"]


@rows("C-18")
def test_label_goes_through_bitmaps_patterns_and_offscreen_canvases(out):
    with stage.shell(out, "/sinks.html") as shell:
        get_isolated(shell, kinds="v")
        play(shell)
        assert shell.run("""
          const soiled = (draw) => { const c = document.createElement ('canvas'), x = c.getContext ('2d');
            draw (x); try { x.getImageData (0, 0, 1, 1); return 'clean'; } catch (error) { return error.name; } };
          const bitmap = await createImageBitmap (video), second = await createImageBitmap (bitmap);
          const offscreen = new OffscreenCanvas (64, 64); offscreen.getContext ('2d').drawImage (video, 0, 0);
          const moved = offscreen.transferToImageBitmap ();
          const show = document.createElement ('canvas');
          show.getContext ('bitmaprenderer').transferFromImageBitmap (await createImageBitmap (video));
          const placeholder = document.createElement ('canvas'), control = placeholder.transferControlToOffscreen ();
          control.getContext ('2d').drawImage (video, 0, 0);
          return [soiled ((x) => x.drawImage (bitmap, 0, 0)), soiled ((x) => x.drawImage (second, 0, 0)),
            soiled ((x) => x.drawImage (moved, 0, 0)), soiled ((x) => x.drawImage (show, 0, 0)),
            soiled ((x) => x.drawImage (placeholder, 0, 0)),
            soiled ((x) => { x.fillStyle = x.createPattern (bitmap, 'repeat'); })];""") == ["SecurityError"] * 6


@rows("C-18")
def test_bitmap_that_went_to_a_worker_holds_no_picture(out):
    with stage.shell(out, "/sinks.html") as shell:
        get_isolated(shell, kinds="v")
        play(shell)
        assert shell.run("return await lightInWorker (await createImageBitmap (video))") == 0
        shell.run("for (const track of media.getTracks ()) track.stop ();")
        get(shell, {"video": True}, "answer-allow-visit")
        play(shell)
        assert shell.run("return await lightInWorker (await createImageBitmap (video))") > 0


@rows("C-19")
def test_isolated_track_cannot_be_moved_to_another_place(out):
    with stage.shell(out, "/sinks.html") as shell:
        get_isolated(shell, kinds="v")
        assert shell.run("""
          const track = media.getTracks ()[0], tries = [];
          const attempt = (action) => { try { action (); tries.push ('moved'); } catch (error) { tries.push (error.name); } };
          attempt (() => structuredClone (track.clone (), { transfer: [track.clone ()] }));
          const copy = track.clone ();
          attempt (() => structuredClone (copy, { transfer: [copy] }));
          attempt (() => new MessageChannel ().port1.postMessage (copy, [copy]));
          attempt (() => window.postMessage (copy, '*', [copy]));
          attempt (() => window.postMessage (copy, { targetOrigin: '*', transfer: [copy] }));
          return tries.every ((name) => name === 'DataCloneError') && copy.readyState === 'live';""")


@rows("C-22")
def test_muted_disabled_and_ended_tracks_stay_isolated(out):
    with stage.shell(out, "/sinks.html") as shell:
        get_isolated(shell)
        assert shell.run("""
          const [track] = media.getVideoTracks ();
          track.enabled = false; const disabled = track.isolated; track.enabled = true; track.stop ();
          return [disabled, track.readyState, track.isolated];""") == [True, "ended", True]


@rows("C-34")
def test_recorder_checks_its_state_before_isolation(out):
    with stage.shell(out, "/sinks.html") as shell:
        get_isolated(shell, kinds="a")
        assert shell.run("""
          const recorder = new MediaRecorder (media);
          const answers = [recorder.state];
          try { recorder.start (); } catch (error) { answers.push (error.name); }
          answers.push (recorder.state);
          return answers;""") == ["inactive", "SecurityError", "inactive"]


@rows("C-30")
def test_video_frame_of_an_element_without_data_is_an_invalid_state(out):
    with stage.shell(out, "/sinks.html") as shell:
        get_isolated(shell, kinds="v")
        assert shell.run("""
          const element = document.createElement ('video'); element.srcObject = media;
          try { new VideoFrame (element, { timestamp: 0 }); return 'made'; } catch (error) { return error.name; }""") \
            == "InvalidStateError"


@rows("C-35")
def test_recorder_that_runs_when_isolation_begins_discards_all(out):
    with stage.shell(out, "/sinks.html") as shell:
        get(shell, {"audio": True}, "answer-allow-visit")
        shell.run("""
          window.told = [];
          window.recorder = new MediaRecorder (media);
          for (const type of ['error', 'dataavailable', 'stop'])
            recorder.addEventListener (type, (event) => told.push (
              [type, type === 'error' ? event.error?.name : event.data?.size, recorder.state]));
          recorder.start ();""")
        time.sleep(1.5)
        shell.isolate()
        shell.until("told.some (([type]) => type === 'stop')", "the recorder to stop")
        time.sleep(0.5)
        assert shell.run("return told") == [["error", "SecurityError", "inactive"], ["dataavailable", 0, "inactive"],
                                            ["stop", None, "inactive"]]
        assert shell.run("return starts (media)") == "SecurityError"


@rows("C-15 C-55 C-80")
def test_source_that_becomes_isolated_is_silent_and_unreadable_from_then_on(out):
    with stage.shell(out, "/sinks.html") as shell:
        get(shell, {"audio": True, "video": True}, "answer-allow-visit")
        play(shell)
        shell.run("window.changes = 0; window.heard = []; for (const track of media.getTracks ())"
                  " track.onisolationchange = (event) => { changes++; heard.push ([event.type, event.constructor === Event,"
                  " event.bubbles, event.target === track, track.isolated]); };"
                  " window.listener = listen (media); await listener.ready;")
        assert shell.run("return reads (video)") == "picture"
        shell.until("await listener.loudest (1200) > 0", "the tone")
        shell.isolate()
        shell.until("changes === 2", "isolationchange of both tracks")
        # A plain event; inside its handler the getter already tells the new value.
        heard = shell.run("return heard")
        assert heard == [["isolationchange", True, False, True, True]] * 2, heard
        assert shell.run("return reads (video)") == "SecurityError"
        assert shell.run("await listener.settled (); return await listener.loudest (1200)") == 0


@rows("C-55 C-15")
def test_page_that_pretends_to_have_gone_still_hears_of_isolation(out):
    with stage.shell(out, "/sinks.html") as shell:
        get(shell, {"audio": True, "video": True}, "answer-allow-visit")
        shell.run("window.changes = 0; for (const track of media.getTracks ()) track.onisolationchange = () => { changes++; };"
                  " window.listener = listen (media); await listener.ready;")
        shell.until("await listener.loudest (1200) > 0", "the tone")
        shell.run("window.dispatchEvent (new PageTransitionEvent ('pagehide', { persisted: false }));"
                  " window.dispatchEvent (new Event ('pagehide'));")
        shell.isolate()
        shell.until("changes === 2", "isolationchange of both tracks")
        assert shell.run("await listener.settled (); return await listener.loudest (1200)") == 0


@rows("C-44")
def test_screen_that_shows_isolated_media_is_captured_as_isolated(out):
    with stage.shell(out, "/sinks.html") as shell:
        begin_display(shell, {"video": True})
        shell.press("surface-1")
        shell.press("answer-allow-surface")
        assert outcome(shell, "display") == "ok"
        shell.run("window.seen = document.createElement ('video'); seen.muted = true; document.body.append (seen);")
        play(shell, "display", "seen")
        assert shell.run("return [display.getTracks ()[0].isolated, reads (seen)]") == [False, "picture"]
        get(shell, {"video": True}, "answer-allow-visit", "plain")
        play(shell, "plain")
        assert shell.run("return [display.getTracks ()[0].isolated, reads (seen)]") == [False, "picture"]
        get(shell, {"video": True, "peerIdentity": "bob@idp.example"}, None)
        play(shell)
        assert shell.run("return [display.getTracks ()[0].isolated, reads (seen)]") == [True, "SecurityError"]


@rows("C-31")
def test_captured_canvas_keeps_its_last_readable_picture_and_is_mute(out):
    with stage.shell(out, "/sinks.html") as shell:
        get_isolated(shell, kinds="v")
        play(shell)
        assert shell.run("""
          const canvas = document.createElement ('canvas'), context = canvas.getContext ('2d');
          context.fillRect (0, 0, 10, 10);
          const [track] = canvas.captureStream ().getTracks ();
          let told = 0; track.onmute = () => { told++; };
          const before = track.muted;
          context.drawImage (video, 0, 0); context.drawImage (video, 0, 0);
          let failure = '';
          try { track.requestFrame (); } catch (error) { failure = error.name; }
          let rate = '';
          try { document.createElement ('canvas').captureStream (-1); } catch (error) { rate = error.name; }
          return [before, track.muted, told, track.isolated, failure, rate];""") \
            == [False, True, 1, False, "", "NotSupportedError"]
        assert shell.run("return askSink ('canvas-capture-late', media)") == "the last readable frame"


@rows("C-20")
def test_what_web_audio_puts_out_is_readable_and_silent(out):
    with stage.shell(out, "/sinks.html") as shell:
        get_isolated(shell, kinds="a")
        assert shell.run("""
          const context = new AudioContext (); await context.resume ();
          const destination = context.createMediaStreamDestination ();
          context.createMediaStreamSource (media).connect (destination);
          const listener = listen (destination.stream); await listener.ready;
          return [destination.stream.getTracks ()[0].isolated, await listener.loudest (800), starts (destination.stream)];""") \
            == [False, 0, "ok"]


@rows("C-46")
def test_user_sees_the_isolated_picture(out, tmp_path):
    with stage.shell(out, "/sinks.html") as shell:
        get_isolated(shell, kinds="v")
        play(shell)
        shell.shows_picture("#video", tmp_path / "seen.png")


@rows("C-11")
def test_plain_media_is_untouched(out):
    with stage.shell(out, "/sinks.html") as shell:
        get(shell, {"audio": True, "video": True}, "answer-allow-visit")
        play(shell)
        assert shell.run("return reads (video)") == "picture"
        assert shell.run("return lightInWorker (await createImageBitmap (video))") > 0
        assert shell.run("""
          const copy = media.getVideoTracks ()[0].clone ();
          const moved = structuredClone (copy, { transfer: [copy] });
          const readable = !moved.isolated; moved.stop ();
          return readable && media.getVideoTracks ()[0].readyState === 'live';""")
        time.sleep(1)
        assert "Camera in use" in shell.text("strip")
