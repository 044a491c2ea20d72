/* What is believed of pages, users and clocks, by rules that know nothing of the library. */

#pragma once

#include "tests/support/world.h"

#define N_SITES 3
#define N_PAGES 5
#define N_KINDS 2
static const char *const sites[N_SITES] = { "https://a.example", "https://b.example", "https://c.example" };
static const CordonFeature kinds[N_KINDS] = { CORDON_FEATURE_CAMERA, CORDON_FEATURE_MICROPHONE };

/* What the user said of a site and kind: one thing for good, and over it one for a while. */
typedef enum
{
  NOTHING = 0,
  VISIT,
  VISIT_BLOCK,
  SESSION,
  SESSION_BLOCK,
  UNTIL_UNUSED,
  FOREVER,
  BLOCK,
} Word;

typedef struct
{
  Word word;
  gint64 said_us;
  gint64 used_us;
  Word beneath; /* for good, while the word above is for a while */
  gint64 beneath_used_us;
  gint64 hidden_us;   /* since when no page of the site is seen; 0: one is */
  gint64 captured_us; /* end of the last capture */
  guint n_dismissed;
  gint64 embargo_us; /* when it began; 0: never */
  gint64 blocked_until_us;
} Belief;

typedef struct
{
  CordonCapture *capture; /* the world holds it */
  guint page;
  guint kind;
  gboolean for_call;
  gboolean for_good; /* stands on a word for good */
} Running;

typedef struct
{
  CordonDocument *document;
  guint site;
  gboolean seen;
} Page;

typedef struct
{
  World *world;
  char *path; /* NULL: in memory, where the newer word replaces the older whatever it is */
  GRand *dice;
  Belief beliefs[N_SITES][N_KINDS];
  Page pages[N_PAGES];
  GArray *running; /* Running */
  GPtrArray *over; /* CordonCapture that must never deliver again */
} Model;

typedef struct
{
  gint site, page, kind, for_call, for_good; /* -1: any */
} Which;

gint64 model_now_us (const Model *model);
void model_stop_at (Model *model, guint i);
void model_stop_all (Model *model, Which which);
gboolean model_has_call_grant (const Model *model, guint page, guint kind);
gboolean model_is_for_good (Word word);
gboolean model_is_for_a_visit (Word word);
/* The word has ended, and what stood on it stops; the one beneath it holds again. */
void model_end_word (Model *model, guint site, guint kind);
/* Everything that was said is taken back. */
void model_forget_word (Model *model, guint site, guint kind);
gboolean model_is_yes (Word word);
CordonState model_expect_state (const Model *model, guint page, guint kind);
void model_look_around (Model *model);
void model_let_time_pass (Model *model);
void model_say (Model *model, guint site, guint kind, Word word);
