#include "tests/unit/permissions/decision_reference.h"

#include "permissions/limits.h"

gboolean
model_is_lasting (CordonLifetime lifetime)
{
  return lifetime == CORDON_LIFETIME_UNTIL_TIME || lifetime == CORDON_LIFETIME_UNTIL_UNUSED
         || lifetime == CORDON_LIFETIME_UNTIL_REVOKED;
}

static gboolean
is_over (const Entry *entry, gint64 wall_us)
{
  if (entry->lifetime == CORDON_LIFETIME_UNTIL_UNUSED)
    return wall_us >= entry->used_wall_us + CORDON_UNUSED_US;

  return entry->ends_wall_us != 0 && wall_us >= entry->ends_wall_us;
}

const Entry *
model_look_up (Model *model, guint site, CordonFeature feature, guint callee)
{
  Place *place = &model->places[site][feature][callee];
  gint64 wall_us = model->world->time.wall_us;

  if (place->kept.is_set && is_over (&place->kept, wall_us))
    place->kept.is_set = FALSE;
  if (place->live.is_set && is_over (&place->live, wall_us))
    place->live = model_is_lasting (place->live.lifetime) ? (Entry){ 0 } : place->kept;

  return place->live.is_set ? &place->live : NULL;
}

CordonDecisionVerdict
model_expect (Model *model, guint page, CordonFeature feature, guint callee)
{
  guint site = pages[page].site;
  const Held *held = &model->held[site][feature];
  const CordonTime now = model->world->time;
  const Entry *towards = callee != 0 ? model_look_up (model, site, feature, callee) : NULL;
  const Entry *plain = model_look_up (model, site, feature, 0);

  if (!model->active[page] || model->mixed[page] || model->never[callee])
    return CORDON_DECISION_DENY;
  if (towards && !pages[page].wildcard)
    return CORDON_DECISION_ALLOW;
  if (plain && !plain->allow)
    return CORDON_DECISION_DENY;
  if (plain && !pages[page].wildcard)
    return CORDON_DECISION_ALLOW;
  if (now.mono_us < held->blocked_until_mono_us)
    return CORDON_DECISION_DENY;
  if (held->embargo_wall_us != 0 && now.wall_us < held->embargo_wall_us + CORDON_EMBARGO_US)
    return CORDON_DECISION_DENY;

  return CORDON_DECISION_PROMPT;
}

void
model_put (Model *model, guint site, CordonFeature feature, guint callee, Entry entry)
{
  Place *place = &model->places[site][feature][callee];

  entry.is_set = TRUE;
  entry.used_wall_us = model->world->time.wall_us;
  place->live = entry;
  if (model_is_lasting (entry.lifetime))
    place->kept = entry;
  else if (!model->path)
    place->kept = (Entry){ 0 };
}

void
model_use (Model *model, guint site, CordonFeature feature, guint callee)
{
  guint deciding = callee != 0 && model_look_up (model, site, feature, callee) ? callee : 0;
  Place *place = &model->places[site][feature][deciding];

  place->live.used_wall_us = model->world->time.wall_us;
  if (place->kept.is_set && model_is_lasting (place->live.lifetime))
    place->kept.used_wall_us = model->world->time.wall_us;
}

void
model_forget_held (Model *model, guint site, CordonFeature feature)
{
  model->held[site][feature] = (Held){ 0 };
}

void
model_page_went (Model *model, guint site)
{
  for (guint i = 0; i < N_PAGES; i++)
    if (pages[i].site == site && model->documents[i])
      return;

  for (guint feature = 0; feature < CORDON_N_FEATURES; feature++)
    {
      Place *place = &model->places[site][feature][0];

      if (place->live.is_set && place->live.lifetime == CORDON_LIFETIME_VISIT)
        place->live = place->kept;
    }
}
