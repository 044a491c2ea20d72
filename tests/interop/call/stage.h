/*
 * One call on a stage: two processes, the signalling between them, an identity provider and, where the piece has an
 * attacker, a relay on the path. The stage plays the site: it is trusted by nobody.
 */

#pragma once

#include <glib.h>

typedef struct _Stage Stage;

/* What one end says at the end. */
typedef struct
{
  char *state;
  char *failure;
  char *received; /* "accessible", "isolated", "pending", "no Cordon" */
  char *alert;    /* received */
  char *data;     /* over the data channel */
  char *secure;   /* whom its chrome names beside the media */
  char
    *seen[3][2]; /* what its user sees and hears: track 0 is plain, 1 and 2 are isolated ones; video, audio */
  char *read[3][2]; /* what its page's script reads of it */
  char *facts;      /* more, as words "name=value" */
  char *candidates; /* the last that signalling saw of it */
  guint n_descriptions;
  char *debug_html; /* what its inspector shows, as it would leave the browser */
  char *debug_json;
} StageReport;

typedef struct
{
  const char *program;
  const char *shared; /* a folder that outlives the piece */
  gboolean debug_pages;
} StageSetting;

/* Whether the end says so: "mode=2". */
gboolean stage_report_says (const StageReport *report, const char *fact);

typedef struct
{
  const char *a; /* options of the two ends, words; SHARED is the folder that outlives the piece */
  const char *b;
  /* "END WORD [ARGUMENT]" once both have settled: "a isolate bob@idp.example"; several by ";"; "wait MS" */
  const char *event;
  const char *a_policy;  /* the administrator's file at A */
  gboolean nobody_comes; /* the ends do not reach each other */
  gboolean provider_is_silent;
  gboolean provider_refuses;

  /* The site rewrites B's description on its way to A. (transfer full) (nullable): as it is */
  char *(*rewrite) (Stage *stage, const char *description);
  /* The attacker on the path; it may change a packet in place. FALSE: dropped. NULL: no relay. */
  gboolean (*tamper) (Stage *stage, guint8 *packet, gsize size, gboolean from_a);
  /* What the attacker adds behind a packet. 0: nothing. */
  gsize (*inject) (Stage *stage, guint8 *out, gsize max, gboolean to_a);
} StageScript;

typedef struct
{
  StageReport a, b;
  guint n_relayed;
  guint n_readable; /* packets in which the relay could read content */
  guint n_tampered;
  char *b_description;
  char *b_fingerprint;
} StageResult;

/*
 * Plays the script, and asks both ends what arrived until @right says that it is as it should be, or for long enough.
 * What arrived is never forgotten in between: a sample too many stays one.
 */
void
stage_run (const StageSetting *setting, const StageScript *script,
           gboolean (*right) (const StageResult *result, gpointer data), gpointer data, StageResult *out);
void stage_result_clear (StageResult *result);

/* Everything in @path and what is in folders there. */
void stage_remove_folder (const char *path);

/* For the hooks above. */
void stage_count_tampering (Stage *stage);
guint stage_get_n_relayed (Stage *stage);
const char *stage_get_fingerprint (Stage *stage, gboolean of_a);
