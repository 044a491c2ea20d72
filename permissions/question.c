#include "permissions/question_private.h"

#include <string.h>

#include "permissions/error.h"
#include "permissions/limits.h"
#include "permissions/request_private.h"

#define KIND_BIT(NAME) (1u << CORDON_PROMPT_KIND_##NAME)
#define ANY_KIND (KIND_BIT (DEVICE) | KIND_BIT (DISPLAY) | KIND_BIT (SPEAKER) | KIND_BIT (CONTROL))
#define NOT_DISPLAY (KIND_BIT (DEVICE) | KIND_BIT (SPEAKER) | KIND_BIT (CONTROL))

/* CalleeNeed: the answers of a plain question and of one towards a callee are different ones (B-20). */
typedef enum
{
  ANY = 0,
  PLAIN,
  TOWARDS_CALLEE,
} CalleeNeed;

/* AnswerForm: one row for each answer. @lifetime NONE: it makes no grant. */
typedef struct
{
  const char *name;
  guint kinds;
  CalleeNeed need;
  gboolean is_reused; /* a yes that a later request would use */
  CordonGrantAnswer answer;
  CordonScope scope;
  CordonLifetime lifetime;
} AnswerForm;

static const AnswerForm forms[] = {
  [CORDON_ANSWER_DISMISS] = { "dismiss", ANY_KIND },
  [CORDON_ANSWER_IGNORE] = { "ignore", ANY_KIND },
  [CORDON_ANSWER_BLOCK_TEMPORARILY] = { "block-temporarily", ANY_KIND },
  [CORDON_ANSWER_BLOCK_SESSION] = { "block-session", ANY_KIND, ANY, FALSE, CORDON_GRANT_BLOCK,
                                    CORDON_SCOPE_ORIGIN, CORDON_LIFETIME_SESSION },
  [CORDON_ANSWER_BLOCK] = { "block", ANY_KIND, ANY, FALSE, CORDON_GRANT_BLOCK, CORDON_SCOPE_ORIGIN,
                            CORDON_LIFETIME_UNTIL_REVOKED },
  [CORDON_ANSWER_BLOCK_CALLEE] = { "block-callee", KIND_BIT (DEVICE), TOWARDS_CALLEE },
  [CORDON_ANSWER_ALLOW_CALL] = { "allow-call", NOT_DISPLAY, PLAIN, FALSE, CORDON_GRANT_ALLOW,
                                 CORDON_SCOPE_CALL, CORDON_LIFETIME_CALL },
  [CORDON_ANSWER_ALLOW_VISIT] = { "allow-visit", NOT_DISPLAY, PLAIN, TRUE, CORDON_GRANT_ALLOW,
                                  CORDON_SCOPE_ORIGIN, CORDON_LIFETIME_VISIT },
  [CORDON_ANSWER_ALLOW_SESSION] = { "allow-session", NOT_DISPLAY, PLAIN, TRUE, CORDON_GRANT_ALLOW,
                                    CORDON_SCOPE_ORIGIN, CORDON_LIFETIME_SESSION },
  [CORDON_ANSWER_ALLOW_UNTIL] = { "allow-until", NOT_DISPLAY, PLAIN, TRUE, CORDON_GRANT_ALLOW,
                                  CORDON_SCOPE_ORIGIN, CORDON_LIFETIME_UNTIL_TIME },
  [CORDON_ANSWER_ALLOW] = { "allow", NOT_DISPLAY, PLAIN, TRUE, CORDON_GRANT_ALLOW, CORDON_SCOPE_ORIGIN,
                            CORDON_LIFETIME_UNTIL_UNUSED },
  [CORDON_ANSWER_ALLOW_CALLEE_CALL] = { "allow-callee-call", KIND_BIT (DEVICE), TOWARDS_CALLEE, FALSE,
                                        CORDON_GRANT_ALLOW, CORDON_SCOPE_CALL, CORDON_LIFETIME_CALL },
  [CORDON_ANSWER_ALLOW_CALLEE] = { "allow-callee", KIND_BIT (DEVICE), TOWARDS_CALLEE, TRUE,
                                   CORDON_GRANT_ALLOW, CORDON_SCOPE_CALLEE, CORDON_LIFETIME_UNTIL_UNUSED },
  [CORDON_ANSWER_ALLOW_SURFACE] = { "allow-surface", KIND_BIT (DISPLAY), PLAIN, FALSE, CORDON_GRANT_ALLOW,
                                    CORDON_SCOPE_SURFACE, CORDON_LIFETIME_CALL },
  [CORDON_ANSWER_ALLOW_ADDRESS_BOOK] = { "allow-address-book", KIND_BIT (DEVICE), TOWARDS_CALLEE, TRUE,
                                         CORDON_GRANT_ALLOW, CORDON_SCOPE_ADDRESS_BOOK,
                                         CORDON_LIFETIME_UNTIL_UNUSED },
};

G_STATIC_ASSERT (G_N_ELEMENTS (forms) == CORDON_N_ANSWERS);

const char *
cordon_answer_to_string (CordonAnswer answer)
{
  return (guint) answer < G_N_ELEMENTS (forms) ? forms[answer].name : forms[CORDON_ANSWER_DISMISS].name;
}

CordonAnswer
cordon_answer_from_string (const char *name)
{
  g_return_val_if_fail (name != NULL, CORDON_ANSWER_DISMISS);

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (strcmp (forms[i].name, name) == 0)
      return (CordonAnswer) i;

  return CORDON_ANSWER_DISMISS;
}

gboolean
cordon_answer_makes_grant (CordonAnswer answer, CordonGrantAnswer *out_answer)
{
  if ((guint) answer >= G_N_ELEMENTS (forms) || forms[answer].lifetime == CORDON_LIFETIME_NONE)
    return FALSE;
  if (out_answer != NULL)
    *out_answer = forms[answer].answer;

  return TRUE;
}

gboolean
cordon_answer_is_for_call (CordonAnswer answer)
{
  return (guint) answer < G_N_ELEMENTS (forms) && forms[answer].lifetime == CORDON_LIFETIME_CALL;
}

CordonQuestion *
cordon_question_new (CordonProfile *profile, CordonDocument *document, guint64 id)
{
  const CordonDocumentFacts *facts = &document->facts;
  CordonQuestion *question = g_new0 (CordonQuestion, 1);

  g_ref_count_init (&question->ref_count);
  question->profile = profile;
  question->id = id;
  question->tab_id = facts->tab_id;
  question->document_id = document->id;
  question->key = cordon_origin_ref (facts->top_level_origin);
  if (!cordon_origin_equal (facts->origin, facts->top_level_origin))
    question->frame_origin = cordon_origin_ref (facts->origin);
  question->is_private = facts->private_session == CORDON_FACT_YES;

  return question;
}

CordonQuestion *
cordon_question_ref (CordonQuestion *question)
{
  g_return_val_if_fail (question != NULL, NULL);
  g_ref_count_inc (&question->ref_count);

  return question;
}

void
cordon_question_unref (CordonQuestion *question)
{
  if (question == NULL || !g_ref_count_dec (&question->ref_count))
    return;

  cordon_origin_unref (question->key);
  cordon_origin_unref (question->frame_origin);
  cordon_callee_unref (question->callee);
  g_free (question->camera_device);
  g_free (question->microphone_device);
  g_free (question);
}

void
cordon_question_close (CordonQuestion *question)
{
  question->profile = NULL;
}

const char *
cordon_question_get_device (const CordonQuestion *question, CordonFeature feature,
                            const CordonAnswerDetails *details)
{
  switch (feature)
    {
    case CORDON_FEATURE_CAMERA:
      return details->camera_device != NULL ? details->camera_device : question->camera_device;
    case CORDON_FEATURE_MICROPHONE:
      return details->microphone_device != NULL ? details->microphone_device : question->microphone_device;
    case CORDON_FEATURE_SPEAKER_SELECTION: return details->speaker_device;
    case CORDON_FEATURE_NONE:
    case CORDON_FEATURE_DISPLAY_CAPTURE:
    case CORDON_FEATURE_CAPTURED_SURFACE_CONTROL:
    case CORDON_FEATURE_VIEWPORT_CAPTURE: break;
    }

  return NULL;
}

void
cordon_question_fill_grant (const CordonQuestion *question, CordonFeature feature, CordonAnswer answer,
                            const CordonAnswerDetails *details, guint64 call_id, gint64 wall_us,
                            CordonGrant *out_grant)
{
  const AnswerForm *form = &forms[answer];
  gboolean allow = form->answer == CORDON_GRANT_ALLOW;

  *out_grant = (CordonGrant){
    .origin = cordon_origin_ref (question->key),
    .feature = feature,
    .answer = form->answer,
    .scope = form->scope,
    .lifetime = form->lifetime,
    .source = CORDON_GRANT_SOURCE_USER,
    .call_id = form->scope == CORDON_SCOPE_CALL ? call_id : 0,
    .surface_id = form->scope == CORDON_SCOPE_SURFACE ? details->surface_id : 0,
    .pan_tilt_zoom = allow && question->pan_tilt_zoom && feature == CORDON_FEATURE_CAMERA,
    .created_wall_us = wall_us,
  };
  if (form->need == TOWARDS_CALLEE && form->scope != CORDON_SCOPE_ADDRESS_BOOK && question->callee != NULL)
    out_grant->callee = cordon_callee_ref (question->callee);
  if (allow)
    out_grant->device = g_strdup (cordon_question_get_device (question, feature, details));
  if (form->lifetime == CORDON_LIFETIME_UNTIL_TIME)
    out_grant->expires_wall_us = details->expires_wall_us;
  if (form->lifetime == CORDON_LIFETIME_VISIT)
    out_grant->expires_wall_us = wall_us + CORDON_VISIT_MAX_US;
}

/* An answer is offered only where each grant that it would make may exist: the rules stand in one place. */
static gboolean
may_make_grants (const CordonQuestion *question, CordonAnswer answer)
{
  static const CordonAnswerDetails details = { .surface_id = 1, .expires_wall_us = 2 };

  if (forms[answer].lifetime == CORDON_LIFETIME_NONE)
    return TRUE;
  if (forms[answer].scope == CORDON_SCOPE_ADDRESS_BOOK
      && !cordon_profile_book_has (question->profile, question->callee))
    return FALSE;
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    {
      g_auto (CordonGrant) grant = { 0 };

      if (!(question->features & CORDON_FEATURE_SET_OF (i)))
        continue;
      cordon_question_fill_grant (question, (CordonFeature) i, answer, &details, 1, 1, &grant);
      if (!cordon_grant_validate (&grant, NULL))
        return FALSE;
    }

  return TRUE;
}

void
cordon_question_set_offers (CordonQuestion *question)
{
  const CalleeNeed need = question->callee != NULL ? TOWARDS_CALLEE : PLAIN;

  question->offers = 0;
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (forms[i].kinds & 1u << question->kind && (forms[i].need == ANY || forms[i].need == need)
        && !(question->is_wildcard && forms[i].is_reused) && may_make_grants (question, (CordonAnswer) i))
      question->offers |= 1u << i;
}

/* What the chrome reads. */

guint64
cordon_question_get_id (const CordonQuestion *question)
{
  g_return_val_if_fail (question != NULL, 0);

  return question->id;
}

CordonPromptKind
cordon_question_get_kind (const CordonQuestion *question)
{
  g_return_val_if_fail (question != NULL, CORDON_PROMPT_KIND_NONE);

  return question->kind;
}

CordonFeatureSet
cordon_question_get_features (const CordonQuestion *question)
{
  g_return_val_if_fail (question != NULL, 0);

  return question->features;
}

const CordonOrigin *
cordon_question_get_top_level_origin (const CordonQuestion *question)
{
  g_return_val_if_fail (question != NULL, NULL);

  return question->key;
}

const CordonOrigin *
cordon_question_get_frame_origin (const CordonQuestion *question)
{
  g_return_val_if_fail (question != NULL, NULL);

  return question->frame_origin;
}

const CordonCallee *
cordon_question_get_callee (const CordonQuestion *question)
{
  g_return_val_if_fail (question != NULL, NULL);

  return question->callee;
}

guint64
cordon_question_get_tab_id (const CordonQuestion *question)
{
  g_return_val_if_fail (question != NULL, 0);

  return question->tab_id;
}

gboolean
cordon_question_is_private (const CordonQuestion *question)
{
  g_return_val_if_fail (question != NULL, FALSE);

  return question->is_private;
}

gboolean
cordon_question_is_quiet (const CordonQuestion *question)
{
  g_return_val_if_fail (question != NULL, FALSE);

  return question->is_quiet;
}

gboolean
cordon_question_covers_all_devices (const CordonQuestion *question, CordonFeature feature)
{
  static const CordonAnswerDetails none = { 0 };

  g_return_val_if_fail (question != NULL, FALSE);

  return cordon_question_get_device (question, feature, &none) == NULL;
}

gboolean
cordon_question_wants_pan_tilt_zoom (const CordonQuestion *question)
{
  g_return_val_if_fail (question != NULL, FALSE);

  return question->pan_tilt_zoom;
}

gboolean
cordon_question_wants_audio (const CordonQuestion *question)
{
  g_return_val_if_fail (question != NULL, FALSE);

  return question->wants_audio;
}

gboolean
cordon_question_is_picker (const CordonQuestion *question)
{
  g_return_val_if_fail (question != NULL, FALSE);

  return question->is_picker;
}

gboolean
cordon_question_offers (const CordonQuestion *question, CordonAnswer answer)
{
  g_return_val_if_fail (question != NULL, FALSE);

  return (guint) answer < G_N_ELEMENTS (forms) && question->offers & 1u << answer;
}

gboolean
cordon_question_is_open (const CordonQuestion *question)
{
  g_return_val_if_fail (question != NULL, FALSE);

  return question->profile != NULL;
}

/* Answering. */

/* The picture of a viewport is the asking tab's own; of a display capture any surface but that (B-38, B-48). */
static gboolean
is_surface_chosen (const CordonQuestion *question, const CordonAnswerDetails *details)
{
  if ((question->features & CORDON_FEATURE_BIT (VIEWPORT_CAPTURE)) != 0)
    return details->surface_kind == CORDON_SURFACE_VIEWPORT && details->surface_id == question->tab_id;

  return details->surface_id != 0 && details->surface_kind != CORDON_SURFACE_NONE
         && details->surface_kind != CORDON_SURFACE_VIEWPORT;
}

static const char *
find_fault (const CordonQuestion *question, CordonAnswer answer, const CordonAnswerDetails *details)
{
  if (!cordon_question_offers (question, answer))
    return "the question does not offer this answer";
  if (answer == CORDON_ANSWER_ALLOW_SURFACE && !is_surface_chosen (question, details))
    return "no surface was chosen";
  if (answer == CORDON_ANSWER_ALLOW_SURFACE && details->share_audio && !question->wants_audio)
    return "nobody asked for sound";
  if (answer == CORDON_ANSWER_ALLOW_UNTIL
      && details->expires_wall_us <= cordon_profile_now (question->profile).wall_us)
    return "the time is over already";
  if (question->camera_device != NULL && details->camera_device != NULL
      && strcmp (question->camera_device, details->camera_device) != 0 && !question->is_picker)
    return "another camera was asked for";
  if (question->microphone_device != NULL && details->microphone_device != NULL
      && strcmp (question->microphone_device, details->microphone_device) != 0 && !question->is_picker)
    return "another microphone was asked for";

  return NULL;
}

gboolean
cordon_question_answer (CordonQuestion *question, CordonAnswer answer, const CordonAnswerDetails *details,
                        GError **error)
{
  static const CordonAnswerDetails none = { 0 };
  const char *fault;

  g_return_val_if_fail (question != NULL, FALSE);

  if (details == NULL)
    details = &none;
  fault = question->profile == NULL ? "the question is closed" : find_fault (question, answer, details);
  if (fault != NULL)
    {
      g_set_error (error, CORDON_ERROR, CORDON_ERROR_STATE, "The answer is not taken: %s", fault);
      return FALSE;
    }

  cordon_question_ref (question);
  cordon_requests_answered (question->profile, question, answer, details);
  cordon_question_unref (question);

  return TRUE;
}
