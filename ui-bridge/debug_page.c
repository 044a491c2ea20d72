#include "ui-bridge/debug_private.h"

#include "permissions/error.h"

static char *
write_json (JsonNode *snapshot)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();

  json_generator_set_root (generator, snapshot);
  json_generator_set_pretty (generator, TRUE);
  return json_generator_to_data (generator, NULL);
}

char *
cordon_debug_page_render (CordonProfile *profile, const CordonDebugRequest *request, GError **error)
{
  g_autoptr (JsonNode) snapshot = NULL;

  g_return_val_if_fail (profile != NULL && request != NULL, NULL);

  if (request->caller)
    {
      g_set_error (error, CORDON_ERROR, CORDON_ERROR_VIOLATION, "the debug page is not for web content: %s",
                   cordon_origin_to_string (request->caller));
      return NULL;
    }
  snapshot = cordon_debug_build_snapshot (profile, request);
  if (request->filter && *request->filter)
    {
      JsonNode *all = snapshot;

      snapshot = cordon_debug_filter (all, request->filter);
      json_node_unref (all);
    }
  switch (request->format)
    {
    case CORDON_DEBUG_JSON: return write_json (snapshot);
    case CORDON_DEBUG_HTML: return cordon_debug_write_html (snapshot, request);
    }
  return NULL;
}
