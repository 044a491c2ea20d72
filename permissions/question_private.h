/*
 * Questions, for the request queue: what is asked, what may be answered, and which grant an answer makes.
 */

#pragma once

#include "permissions/profile_private.h"

G_BEGIN_DECLS

struct _CordonQuestion
{
  grefcount ref_count;
  CordonProfile *profile; /* NULL once closed */
  guint64 id;
  guint64 tab_id;
  guint64 document_id; /* who asked first */
  CordonPromptKind kind;
  CordonFeatureSet features;
  CordonOrigin *key;
  CordonOrigin *frame_origin; /* NULL: the key's own */
  CordonCallee *callee;
  char *camera_device; /* the only one asked for; NULL: all of the kind */
  char *microphone_device;
  gboolean pan_tilt_zoom;
  gboolean wants_audio;
  gboolean is_picker;   /* asks which, although permission exists (B-28) */
  gboolean is_wildcard; /* delegated to anybody: nothing that would be reused later is offered */
  gboolean is_private;
  gboolean is_quiet;
  gboolean is_shown; /* a presenter has it */
  guint32 offers;    /* bits of CordonAnswer */
};

/** cordon_question_new: Returns: (transfer full): open, offering nothing until cordon_question_set_offers(). */
CordonQuestion *cordon_question_new (CordonProfile *profile, CordonDocument *document, guint64 id);

/** cordon_question_set_offers: works out the answers from kind, features, callee and what the rules allow to exist. */
void cordon_question_set_offers (CordonQuestion *question);

void cordon_question_close (CordonQuestion *question);

/** cordon_answer_makes_grant: whether @answer writes grants; *@out_answer (nullable) says which way. */
gboolean cordon_answer_makes_grant (CordonAnswer answer, CordonGrantAnswer *out_answer);

/** cordon_answer_is_for_call: whether what @answer grants ends with the call, or with the capture. */
gboolean cordon_answer_is_for_call (CordonAnswer answer);

/**
 * cordon_question_fill_grant: the grant that @answer makes for @feature; clear it.
 * @call_id: for the answers of scope call
 */
void cordon_question_fill_grant (const CordonQuestion *question, CordonFeature feature, CordonAnswer answer,
                                 const CordonAnswerDetails *details, guint64 call_id, gint64 wall_us,
                                 CordonGrant *out_grant);

/**
 * cordon_question_get_device: the device of @feature that @details chose, or that was asked for; NULL: all of the
 * kind.
 */
const char *cordon_question_get_device (const CordonQuestion *question, CordonFeature feature,
                                        const CordonAnswerDetails *details);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonQuestion, cordon_question_unref)

G_END_DECLS
