/*
 * The bridge: between the library's decisions and the trusted chrome. The embedder fills in six functions.
 *
 * Everything that is shown comes through here, so that a page cannot reach it; nothing here decides (F-26). Without a
 * bridge, or when it goes, questions stay open and captures are muted (F-02, F-30).
 */

#pragma once

#include "permissions/profile.h"
#include "ui-bridge/connections.h"
#include "ui-bridge/indicator.h"
#include "ui-bridge/prompt_queue.h"

G_BEGIN_DECLS

typedef struct _CordonBridge CordonBridge;

/**
 * CordonChromeInterface: the embedder's chrome. Main thread; each may be %NULL, which shows nothing and so allows
 * nothing.
 */
typedef struct
{
  /*
   * Show @prompt in its tab, not modally (B-22, F-28), and report cordon_prompt_painted(). Hold a reference to
   * keep it.
   */
  void (*prompt) (gpointer data, CordonPrompt *prompt);
  /* Take @prompt away: it needs no answer. Not called for one that was answered. */
  void (*prompt_withdrawn) (gpointer data, CordonPrompt *prompt);
  /*
   * Draw the strip of @tab_id anew from cordon_bridge_get_indicators(). TRUE: what must be seen is on the screen
   * (F-30).
   */
  gboolean (*indicators_changed) (gpointer data, guint64 tab_id);
  /* Tell, never ask: nothing here may block a call (F-28). */
  void (*notice) (gpointer data, CordonNotice notice, const CordonNoticeFacts *facts);
  /* The engine must end @capture_id now, whatever its page does (F-01). */
  void (*stop_capture) (gpointer data, guint64 capture_id, guint64 engine_document_id);
  /* The content process broke the rules of the boundary: kill it. */
  void (*violation) (gpointer data, gpointer process, const GError *error);
} CordonChromeInterface;

/**
 * cordon_bridge_new: becomes the presenter of @profile; @chrome is copied, @data outlives the bridge.
 *
 * Where the profile has documents already, as after a crash of the chrome, it does so in the next turn of the
 * main loop; then open questions, uses and calls are shown again. No callback runs before this returns.
 *
 * Returns: (transfer full): the bridge
 */
CORDON_API CordonBridge *
cordon_bridge_new (CordonProfile *profile, const CordonChromeInterface *chrome, gpointer data);

/** cordon_bridge_free: the chrome is gone: withdraws its prompts, and the profile mutes what cannot be shown (F-30). */
CORDON_API void cordon_bridge_free (CordonBridge *bridge);

/** cordon_bridge_get_profile: Returns: (transfer none): the profile whose truth is shown. */
CORDON_API CordonProfile *cordon_bridge_get_profile (const CordonBridge *bridge);

/** cordon_bridge_get_indicators: Returns: (transfer none): the model that the strip shows. */
CORDON_API const CordonIndicators *cordon_bridge_get_indicators (const CordonBridge *bridge);

/** cordon_bridge_get_prompt: Returns: (transfer none) (nullable): the prompt that @tab_id shows now. */
CORDON_API CordonPrompt *cordon_bridge_get_prompt (const CordonBridge *bridge, guint64 tab_id);

/** cordon_bridge_get_prompts: Returns: (transfer none): all open prompts, also those that wait for their turn. */
CORDON_API const CordonPromptQueue *cordon_bridge_get_prompts (const CordonBridge *bridge);

/**
 * cordon_bridge_disturbed: the page of @tab_id (0: any) caused a focus, move or resize: its prompts arm anew
 * (F-13).
 */
CORDON_API void cordon_bridge_disturbed (CordonBridge *bridge, guint64 tab_id);

/**
 * cordon_bridge_set_indicators_visible: minimised, covered or scrolled away: the sources of @tab_id (0: all) are
 * muted (F-02).
 */
CORDON_API void cordon_bridge_set_indicators_visible (CordonBridge *bridge, guint64 tab_id, gboolean visible);

/**
 * cordon_bridge_report_connection: facts of a handshake or of an identity, from where DTLS runs, never from a page.
 *
 * Where all connections of the call are confidential and verified the chrome is told CORDON_NOTICE_SECURE_MEDIA, and
 * of the end of it at once (F-19); of a changed key once (F-24). The inspector reads the connections (F-22).
 */
CORDON_API void cordon_bridge_report_connection (CordonBridge *bridge, const CordonConnection *facts);

/** cordon_bridge_connection_ended: @connection_id 0: all of the call. */
CORDON_API void cordon_bridge_connection_ended (CordonBridge *bridge, guint64 call_id, guint64 connection_id);

/** cordon_bridge_check_compared: the user compared the check value aloud (F-25). */
CORDON_API void
cordon_bridge_check_compared (CordonBridge *bridge, guint64 call_id, guint64 connection_id, gboolean same);

/** cordon_bridge_get_connections: Returns: (transfer none). */
CORDON_API const CordonConnections *cordon_bridge_get_connections (const CordonBridge *bridge);

/** The user's hand in the strip. The page can neither delay nor prevent these (F-01, F-11). */
/** cordon_bridge_stop_capture: stops one capture; no sample of it is delivered after this returns. */
CORDON_API void cordon_bridge_stop_capture (CordonBridge *bridge, guint64 capture_id);
/** cordon_bridge_stop_tab: every capture of @tab_id; 0: of the browser. */
CORDON_API void cordon_bridge_stop_tab (CordonBridge *bridge, guint64 tab_id);
/** cordon_bridge_end_call: ends a call with its captures, and the grants that were for this call. */
CORDON_API void cordon_bridge_end_call (CordonBridge *bridge, guint64 call_id);

/** cordon_bridge_tick: switches off lights that have been on long enough; by itself on the system's clocks. */
CORDON_API void cordon_bridge_tick (CordonBridge *bridge);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonBridge, cordon_bridge_free)

G_END_DECLS
