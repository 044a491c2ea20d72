#include "tests/interop/call/stage.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tests/interop/call/relay.h"
#include "tests/interop/call/wire.h"

#define SETTLE_MS 30000 /* a loaded machine may lose a flight of the handshake, and its second try */
#define NOBODY_MS 1000
#define AFTER_FAILURE_MS 300
#define PLAY_MS 250
#define PATIENCE 12

typedef struct
{
  Stage *stage;
  GSubprocess *process;
  Wire *wire;
  char *fingerprint;
  char *state;
  StageReport *report;
  gboolean reported;
  gboolean failed;
} End;

struct _Stage
{
  const StageSetting *setting;
  char *policy;
  const StageScript *script;
  StageResult *result;
  End ends[2]; /* A, B */
  Relay *relay;
};

static End *
other_end (End *end)
{
  return &end->stage->ends[end == &end->stage->ends[0] ? 1 : 0];
}

static gboolean
is_a (const End *end)
{
  return end == &end->stage->ends[0];
}

void
stage_count_tampering (Stage *stage)
{
  stage->result->n_tampered++;
}

guint
stage_get_n_relayed (Stage *stage)
{
  return stage->result->n_relayed;
}

const char *
stage_get_fingerprint (Stage *stage, gboolean of_a)
{
  return stage->ends[of_a ? 0 : 1].fingerprint;
}

static void
pass_description (End *end, char **arguments)
{
  const char *description = arguments[0], *ice = arguments[1], *names = arguments[2];
  Stage *stage = end->stage;
  g_autofree char *rewritten = NULL;
  g_autofree char *through = stage->relay ? relay_rewrite (stage->relay, ice, is_a (end)) : g_strdup (ice);

  if (!is_a (end))
    {
      g_free (stage->result->b_description);
      stage->result->b_description = g_strdup (description);
      if (stage->script->rewrite)
        rewritten = stage->script->rewrite (stage, description);
    }
  g_free (end->report->candidates);
  end->report->candidates = g_strdup (ice);
  end->report->n_descriptions++;
  wire_send (other_end (end)->wire, "description", rewritten ? rewritten : description, through, names, NULL);
}

/* The provider: whoever shows the word gets what was attested under it. */
static void
make_token (End *end, const char *identity, const char *contents)
{
  /* Tokens outlive the call: a stolen one can be shown in the next. */
  static guint n_tokens;
  char *token = g_strdup_printf ("token-%u-%s-%s", ++n_tokens, identity, contents);

  wire_send (end->wire, "token", token, NULL);
  g_free (token);
}

static void
answer_token (End *end, const char *id, const char *token)
{
  g_auto (GStrv) parts = g_strsplit (token, "-", 4);

  if (end->stage->script->provider_is_silent)
    return;
  if (end->stage->script->provider_refuses || g_strv_length (parts) != 4)
    wire_send (end->wire, "refuse", id, NULL);
  else
    wire_send (end->wire, "answer", id, parts[2], parts[3], NULL);
}

static void
maybe_go (Stage *stage)
{
  if (!stage->ends[0].fingerprint || !stage->ends[1].fingerprint)
    return;
  for (int i = 0; i < 2; i++)
    {
      const char *options = i == 0 ? stage->script->a : stage->script->b;

      wire_send (stage->ends[i].wire, "go", strstr (options, "contact") ? stage->ends[!i].fingerprint : "",
                 NULL);
    }
}

static void
take_report (End *end, char **arguments)
{
  StageReport *report = end->report;
  char **const fields[] = {
    &report->state,      &report->failure,    &report->received,   &report->alert,      &report->data,
    &report->secure,     &report->seen[0][0], &report->seen[0][1], &report->seen[1][0], &report->seen[1][1],
    &report->seen[2][0], &report->seen[2][1], &report->read[0][0], &report->read[0][1], &report->read[1][0],
    &report->read[1][1], &report->read[2][0], &report->read[2][1], &report->facts
  };

  if (end->reported || g_strv_length (arguments) != G_N_ELEMENTS (fields))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_free (*fields[i]);
      *fields[i] = g_strdup (arguments[i]);
    }
  end->reported = TRUE;
}

static void
on_word (const char *word, char **arguments, gpointer data)
{
  End *end = data;

  if (!word)
    end->failed = TRUE;
  else if (g_str_equal (word, "hello"))
    {
      end->fingerprint = g_strdup (arguments[0]);
      maybe_go (end->stage);
    }
  else if (g_str_equal (word, "description"))
    pass_description (end, arguments);
  else if (g_str_equal (word, "generate"))
    make_token (end, arguments[0], arguments[1]);
  else if (g_str_equal (word, "validate"))
    answer_token (end, arguments[0], arguments[1]);
  else if (g_str_equal (word, "state"))
    {
      g_free (end->state);
      end->state = g_strdup (arguments[0]);
    }
  else if (g_str_equal (word, "report"))
    take_report (end, arguments);
  else if (g_str_equal (word, "debug"))
    {
      end->report->debug_html = g_strdup (arguments[0]);
      end->report->debug_json = g_strdup (arguments[1]);
    }
}

static gboolean
on_time (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
both_settled (Stage *stage)
{
  return stage->ends[0].state && stage->ends[1].state;
}

static gboolean
any_failed (Stage *stage)
{
  for (int i = 0; i < 2; i++)
    if (stage->ends[i].failed || g_strcmp0 (stage->ends[i].state, "failed") == 0)
      return TRUE;
  return FALSE;
}

static gboolean
both_debugged (Stage *stage)
{
  return stage->ends[0].report->debug_html && stage->ends[1].report->debug_html;
}

static gboolean
both_reported (Stage *stage)
{
  return stage->ends[0].reported && stage->ends[1].reported;
}

/* Runs the main loop until @done says so or the time is over. */
static void
wait_for (Stage *stage, gboolean (*done) (Stage *stage), guint ms)
{
  gboolean over = FALSE;
  const guint timer = g_timeout_add (ms, on_time, &over);

  while (!over && !(done && done (stage)))
    g_main_context_iteration (NULL, TRUE);
  if (!over)
    g_source_remove (timer);
}

static gboolean
settled_or_failed (Stage *stage)
{
  return both_settled (stage) || any_failed (stage);
}

/* The program, "peer", and the words of its options. */
static char **
list_arguments (const Stage *stage, int which)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  const char *options = which == 0 ? stage->script->a : stage->script->b;
  g_auto (GStrv) parts = g_strsplit (options, "SHARED", -1);
  g_autofree char *whole = g_strjoinv (stage->setting->shared, parts);
  g_auto (GStrv) words = g_strsplit (whole, " ", -1);

  g_strv_builder_add_many (list, stage->setting->program, "peer", NULL);
  for (guint i = 0; words[i]; i++)
    if (*words[i])
      g_strv_builder_add (list, words[i]);
  if (which == 0 && stage->policy)
    {
      g_autofree char *policy = g_strconcat ("policy=", stage->policy, NULL);

      g_strv_builder_add (list, policy);
    }
  return g_strv_builder_end (list);
}

static void
open_end (Stage *stage, int which, StageReport *report)
{
  g_auto (GStrv) arguments = list_arguments (stage, which);
  g_autoptr (GSubprocessLauncher)
    launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;
  End *end = &stage->ends[which];

  /* An end that is killed does not put its profile away; what lies in here goes with the stage. */
  g_subprocess_launcher_setenv (launcher, "TMPDIR", stage->setting->shared, TRUE);

  end->stage = stage;
  end->report = report;
  end->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) arguments, &error);
  if (!end->process)
    g_error ("%s", error->message);
  end->wire = wire_new (g_subprocess_get_stdout_pipe (end->process),
                        g_subprocess_get_stdin_pipe (end->process), on_word, end);
}

static void
close_end (End *end)
{
  wire_send (end->wire, "quit", NULL);
  g_subprocess_wait (end->process, NULL, NULL);
  wire_free (end->wire);
  g_object_unref (end->process);
  g_free (end->fingerprint);
  g_free (end->state);
}

static void
play_events (Stage *stage)
{
  g_auto (GStrv) events = g_strsplit (stage->script->event ? stage->script->event : "", ";", -1);

  for (guint i = 0; events[i]; i++)
    {
      g_auto (GStrv) words = g_strsplit (events[i], " ", 3);

      if (g_strv_length (words) < 2)
        continue;
      if (g_str_equal (words[0], "wait"))
        {
          wait_for (stage, NULL, (guint) g_ascii_strtoull (words[1], NULL, 10));
          continue;
        }
      wire_send (stage->ends[*words[0] == 'a' ? 0 : 1].wire, words[1], words[2] ? words[2] : "", NULL);
      wait_for (stage, NULL, 50);
    }
  if (stage->script->event)
    wait_for (stage, NULL, AFTER_FAILURE_MS);
}

static gboolean
on_relayed (guint8 *packet, gsize size, gboolean from_a, gpointer data)
{
  Stage *stage = data;

  stage->result->n_relayed++;
  return stage->script->tamper (stage, packet, size, from_a);
}

static gsize
on_inject (guint8 *out, gsize max, gboolean to_a, gpointer data)
{
  Stage *stage = data;

  return stage->script->inject ? stage->script->inject (stage, out, max, to_a) : 0;
}

static void
ask_both (Stage *stage)
{
  for (int i = 0; i < 2; i++)
    {
      stage->ends[i].reported = FALSE;
      wire_send (stage->ends[i].wire, "report", NULL);
    }
  wait_for (stage, both_reported, SETTLE_MS);
  if (stage->relay)
    stage->result->n_readable = relay_get_n_readable (stage->relay);
}

static void
begin (Stage *stage)
{
  const StageScript *script = stage->script;

  if (script->a_policy)
    {
      stage->policy = g_build_filename (stage->setting->shared, "policy.json", NULL);
      g_file_set_contents (stage->policy, script->a_policy, -1, NULL);
    }
  if (script->tamper)
    stage->relay = relay_new (on_relayed, on_inject, stage);
  open_end (stage, 0, &stage->result->a);
  open_end (stage, 1, &stage->result->b);
  wait_for (stage, settled_or_failed, script->nobody_comes ? NOBODY_MS : SETTLE_MS);
  if (any_failed (stage))
    wait_for (stage, both_settled, AFTER_FAILURE_MS);
  wait_for (stage, NULL, PLAY_MS);
}

void
stage_run (const StageSetting *setting, const StageScript *script,
           gboolean (*right) (const StageResult *result, gpointer data), gpointer data, StageResult *out)
{
  Stage stage = { .setting = setting, .script = script, .result = out };

  *out = (StageResult){ 0 };
  begin (&stage);
  play_events (&stage);
  for (int i = 0; i < 2; i++)
    wire_send (stage.ends[i].wire, "mark", NULL);
  wait_for (&stage, NULL, PLAY_MS);
  ask_both (&stage);
  for (int i = 0; i < PATIENCE && !right (out, data); i++)
    {
      wait_for (&stage, NULL, PLAY_MS);
      ask_both (&stage);
    }
  if (setting->debug_pages)
    {
      for (int i = 0; i < 2; i++)
        wire_send (stage.ends[i].wire, "debug", NULL);
      wait_for (&stage, both_debugged, SETTLE_MS);
    }
  out->b_fingerprint = g_strdup (stage.ends[1].fingerprint);
  for (int i = 0; i < 2; i++)
    close_end (&stage.ends[i]);
  relay_free (stage.relay);
  g_free (stage.policy);
}

void
stage_remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder && (name = g_dir_read_name (folder)))
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      stage_remove_folder (inside);
    }
  g_remove (path);
}

gboolean
stage_report_says (const StageReport *report, const char *fact)
{
  g_auto (GStrv) facts = g_strsplit (report->facts ? report->facts : "", " ", -1);

  return g_strv_contains ((const char *const *) facts, fact);
}

static void
report_clear (StageReport *report)
{
  g_free (report->state);
  g_free (report->failure);
  g_free (report->received);
  g_free (report->alert);
  g_free (report->data);
  g_free (report->secure);
  g_free (report->facts);
  g_free (report->candidates);
  g_free (report->debug_html);
  g_free (report->debug_json);
  for (int track = 0; track < 3; track++)
    for (int kind = 0; kind < 2; kind++)
      {
        g_free (report->seen[track][kind]);
        g_free (report->read[track][kind]);
      }
}

void
stage_result_clear (StageResult *result)
{
  report_clear (&result->a);
  report_clear (&result->b);
  g_free (result->b_description);
  g_free (result->b_fingerprint);
  *result = (StageResult){ 0 };
}
