#include "tests/unit/ui-bridge/chrome.h"

static void
prompt (gpointer data, CordonPrompt *shown)
{
  g_ptr_array_add (((Chrome *) data)->prompts, cordon_prompt_ref (shown));
}

static void
prompt_withdrawn (gpointer data, CordonPrompt *shown)
{
  assert_false (cordon_prompt_is_open (shown));
  g_ptr_array_add (((Chrome *) data)->withdrawn, cordon_prompt_ref (shown));
}

static gboolean
indicators_changed (gpointer data, guint64 tab_id)
{
  Chrome *chrome = data;
  const CordonIndicators *indicators = cordon_bridge_get_indicators (chrome->bridge);

  chrome->n_drawn++;
  for (guint kind = 0; kind < CORDON_N_LIGHT_KINDS; kind++)
    chrome->drawn[kind] = cordon_indicators_get_light (indicators, 0, (CordonLightKind) kind);
  return !chrome->blind;
}

static void
notice (gpointer data, CordonNotice kind, const CordonNoticeFacts *facts)
{
  Chrome *chrome = data;

  chrome->n_notices[kind]++;
  g_free (chrome->last_callee);
  chrome->last_callee = g_strdup (facts->callee ? cordon_callee_to_string (facts->callee) : "");
}

static void
stop_capture (gpointer data, guint64 capture_id, guint64 engine_document_id)
{
  g_array_append_val (((Chrome *) data)->stopped, capture_id);
}

static void
violation (gpointer data, gpointer process, const GError *error)
{
  Chrome *chrome = data;

  chrome->n_violations++;
  chrome->violator = process;
}

void
chrome_connect (Chrome *chrome)
{
  static const CordonChromeInterface interface = {
    .prompt = prompt,
    .prompt_withdrawn = prompt_withdrawn,
    .indicators_changed = indicators_changed,
    .notice = notice,
    .stop_capture = stop_capture,
    .violation = violation,
  };

  chrome->bridge = cordon_bridge_new (chrome->world->profile, &interface, chrome);
}

int
chrome_set_up (void **state)
{
  Chrome *chrome = g_new0 (Chrome, 1);

  chrome->prompts = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_prompt_unref);
  chrome->withdrawn = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_prompt_unref);
  chrome->stopped = g_array_new (FALSE, FALSE, sizeof (guint64));
  chrome->world = world_new ();
  chrome_connect (chrome);
  *state = chrome;
  return 0;
}

int
chrome_tear_down (void **state)
{
  Chrome *chrome = *state;

  cordon_bridge_free (chrome->bridge);
  world_free (chrome->world);
  g_ptr_array_unref (chrome->prompts);
  g_ptr_array_unref (chrome->withdrawn);
  g_array_unref (chrome->stopped);
  g_free (chrome->last_callee);
  g_free (chrome);
  return 0;
}

gint64
chrome_now (const Chrome *chrome)
{
  return chrome->world->time.mono_us;
}

CordonPrompt *
chrome_last_prompt (Chrome *chrome)
{
  assert_true (chrome->prompts->len > 0);
  return g_ptr_array_index (chrome->prompts, chrome->prompts->len - 1);
}

CordonPrompt *
chrome_armed_prompt (Chrome *chrome)
{
  CordonPrompt *last = chrome_last_prompt (chrome);

  cordon_prompt_painted (last, chrome_now (chrome));
  world_advance (chrome->world, CORDON_PROMPT_ARMING_US);
  assert_int_equal (cordon_prompt_get_state (last, chrome_now (chrome)), CORDON_PROMPT_ARMED);
  return last;
}

gboolean
chrome_answer (Chrome *chrome, CordonAnswer answer)
{
  CordonPrompt *armed = chrome_armed_prompt (chrome);
  const gboolean taken = cordon_prompt_answer (armed, answer, NULL, chrome_now (chrome), NULL);

  world_settle (chrome->world);
  return taken;
}
