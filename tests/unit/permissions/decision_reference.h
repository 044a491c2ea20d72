/* What is decided, by rules as the requirements tell them. */

#pragma once

#include "tests/support/world.h"

#define N_SITES 3
#define N_PAGES 5
#define N_CALLEES 3 /* nobody, bob, eve */

static const char *const sites[N_SITES] = { "https://a.example", "https://b.example", "https://c.example" };
static const char *const names[N_CALLEES] = { NULL, "bob@idp.example", "eve@idp.example" };

/* Three top-level pages, and two frames in the first: one delegated by name, one by a wildcard. */
static const struct
{
  guint site; /* of the top level */
  gboolean frame;
  gboolean wildcard;
} pages[N_PAGES] = { { 0 }, { 1 }, { 2 }, { 0, TRUE, FALSE }, { 0, TRUE, TRUE } };

typedef struct
{
  gboolean is_set;
  gboolean allow;
  CordonLifetime lifetime;
  gint64 ends_wall_us;
  gint64 used_wall_us;
} Entry;

/* What is in force, and what is kept: what the disk would bring back, and what is in force again after a value of
 * shorter life. In memory nothing is kept beneath such a value (B-29).
 */
typedef struct
{
  Entry live;
  Entry kept;
} Place;

typedef struct
{
  guint n_dismissed;
  gint64 embargo_wall_us; /* 0: never */
  gint64 blocked_until_mono_us;
} Held;

typedef struct
{
  World *world;
  char *path; /* NULL: memory */
  GRand *dice;
  guint step;
  CordonDocument *documents[N_PAGES];
  CordonCallee *callees[N_CALLEES];
  gboolean active[N_PAGES];
  gboolean mixed[N_PAGES];
  Place places[N_SITES][CORDON_N_FEATURES][N_CALLEES]; /* by callee; nobody: the origin's */
  Held held[N_SITES][CORDON_N_FEATURES];
  gboolean never[N_CALLEES];
} Model;

gboolean model_is_lasting (CordonLifetime lifetime);
const Entry *model_look_up (Model *model, guint site, CordonFeature feature, guint callee);
CordonDecisionVerdict model_expect (Model *model, guint page, CordonFeature feature, guint callee);
void model_put (Model *model, guint site, CordonFeature feature, guint callee, Entry entry);
/* The yes that answers a request was used now. */
void model_use (Model *model, guint site, CordonFeature feature, guint callee);
void model_forget_held (Model *model, guint site, CordonFeature feature);
/* Visits end with the last page of their site. */
void model_page_went (Model *model, guint site);
