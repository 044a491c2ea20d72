#include "tests/support/test.h"

#include "permissions/pipeline.h"
#include "storage/grant_table_private.h"

#define NOW ((CordonTime){ .wall_us = 1000 * CORDON_DAY_US, .mono_us = 50 * CORDON_SECOND_US })

/* Each case says what it changes about an ordinary request. */
#pragma GCC diagnostic ignored "-Woverride-init"

typedef struct
{
  CordonOrigin *origin;
  CordonOrigin *other;
  CordonCallee *bob;
  CordonCallee *eve;
  CordonGrantTable *table;
  CordonPipelineFacts facts;
  guint64 next_id;
} Fixture;

static int
set_up (void **state)
{
  Fixture *fixture = g_new0 (Fixture, 1);

  fixture->origin = cordon_origin_new ("https://a.example", -1, NULL);
  fixture->other = cordon_origin_new ("https://b.example", -1, NULL);
  fixture->bob = cordon_callee_new_identity ("bob@idp.example", -1, NULL);
  fixture->eve = cordon_callee_new_identity ("eve@idp.example", -1, NULL);
  fixture->table = cordon_grant_table_new ();
  fixture->facts = (CordonPipelineFacts){
    .origin = fixture->origin,
    .key = fixture->origin,
    .trustworthy = CORDON_FACT_YES,
    .secure_context = CORDON_FACT_YES,
    .key_may_hold_grants = CORDON_FACT_YES,
    .active_mixed_content = CORDON_FACT_NO,
    .csp_blocks_webrtc = CORDON_FACT_NO,
    .private_session = CORDON_FACT_NO,
    .cross_origin_isolated = CORDON_FACT_YES,
    .policy = { .known = TRUE, .enabled = ~(CordonFeatureSet) 0 },
    .fully_active = CORDON_FACT_YES,
    .visible = CORDON_FACT_YES,
    .focused = CORDON_FACT_YES,
  };
  *state = fixture;
  return 0;
}

static int
tear_down (void **state)
{
  Fixture *fixture = *state;

  cordon_grant_table_free (fixture->table);
  cordon_callee_unref (fixture->bob);
  cordon_callee_unref (fixture->eve);
  cordon_origin_unref (fixture->other);
  cordon_origin_unref (fixture->origin);
  g_free (fixture);
  return 0;
}

static guint64
add_grant (Fixture *fixture, CordonGrant grant)
{
  g_autoptr (GError) error = NULL;

  grant.id = ++fixture->next_id;
  grant.origin = grant.origin ? grant.origin : fixture->origin;
  if (!cordon_grant_validate (&grant, &error))
    fail_msg ("%s", error->message);
  assert_true (cordon_grant_table_insert (fixture->table, &grant));

  return grant.id;
}

#define ADD(...) \
  add_grant (fixture, (CordonGrant){ .feature = CORDON_FEATURE_CAMERA, \
                                     .answer = CORDON_GRANT_ALLOW, \
                                     .scope = CORDON_SCOPE_ORIGIN, \
                                     .lifetime = CORDON_LIFETIME_UNTIL_REVOKED, \
                                     .source = CORDON_GRANT_SOURCE_USER, \
                                     .created_wall_us = 1000, \
                                     __VA_ARGS__ })

#define ASK(...) (&(CordonPipelineQuery){ .feature = CORDON_FEATURE_CAMERA, __VA_ARGS__ })

static void
assert_decision (Fixture *fixture, const CordonPipelineQuery *query, CordonDecisionVerdict verdict,
                 CordonReason reason)
{
  g_auto (CordonDecision) decision = { 0 };

  cordon_pipeline_decide (&fixture->facts, fixture->table, query, NOW, &decision);
  if (decision.verdict != verdict || decision.reason != reason)
    fail_msg ("%s by %s, not %s by %s", cordon_decision_verdict_to_string (decision.verdict),
              cordon_reason_to_string (decision.reason), cordon_decision_verdict_to_string (verdict),
              cordon_reason_to_string (reason));
  assert_int_equal (decision.feature, query->feature);
  if (verdict != CORDON_DECISION_ALLOW)
    assert_null (decision.obligations.callee);
}

static void
nothing_decided_asks_the_user (void **state)
{
  Fixture *fixture = *state;

  assert_decision (fixture, ASK (), CORDON_DECISION_PROMPT, CORDON_REASON_DEFAULT);
}

static void
a_missing_fact_denies_whatever_is_stored (void **state)
{
  Fixture *fixture = *state;
  const CordonPipelineFacts whole = fixture->facts;
  CordonFact *facts[] = {
    &fixture->facts.trustworthy,           &fixture->facts.secure_context,
    &fixture->facts.key_may_hold_grants,   &fixture->facts.active_mixed_content,
    &fixture->facts.csp_blocks_webrtc,     &fixture->facts.private_session,
    &fixture->facts.cross_origin_isolated,
  };

  ADD ();
  assert_decision (fixture, ASK (), CORDON_DECISION_ALLOW, CORDON_REASON_GRANT);
  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      fixture->facts = whole;
      *facts[i] = CORDON_FACT_MISSING;
      assert_decision (fixture, ASK (), CORDON_DECISION_DENY, CORDON_REASON_MISSING_FACTS);
    }
  fixture->facts = whole;
  fixture->facts.origin = NULL;
  assert_decision (fixture, ASK (), CORDON_DECISION_DENY, CORDON_REASON_MISSING_FACTS);
  fixture->facts = whole;
  fixture->facts.key = NULL;
  assert_decision (fixture, ASK (), CORDON_DECISION_DENY, CORDON_REASON_MISSING_FACTS);
  fixture->facts = whole;
  fixture->facts.policy.known = FALSE;
  assert_decision (fixture, ASK (), CORDON_DECISION_DENY, CORDON_REASON_MISSING_FACTS);
  /* What changes while a document lives and was never said: as if it were not so. */
  fixture->facts = whole;
  fixture->facts.fully_active = CORDON_FACT_MISSING;
  assert_decision (fixture, ASK (), CORDON_DECISION_DENY, CORDON_REASON_NOT_FULLY_ACTIVE);
}

static void
zero_filled_facts_deny (void **state)
{
  Fixture *fixture = *state;

  fixture->facts = (CordonPipelineFacts){ 0 };
  assert_decision (fixture, ASK (), CORDON_DECISION_DENY, CORDON_REASON_MISSING_FACTS);
}

/* Each exit wins over all that stand behind it: the facts are spoilt from the last exit to the first. */
static void
the_exits_are_taken_in_their_order (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonOrigin) opaque = cordon_origin_new_opaque ();
  CordonPipelineQuery query = *ASK (.callee = fixture->bob);
  CordonPipelineFacts *facts = &fixture->facts;

  query.embargo = CORDON_REASON_EMBARGO_DISMISSED;
  assert_decision (fixture, &query, CORDON_DECISION_DENY, CORDON_REASON_EMBARGO_DISMISSED);
  ADD ();
  assert_decision (fixture, &query, CORDON_DECISION_ALLOW, CORDON_REASON_GRANT);
  query.callee_blocked = TRUE;
  assert_decision (fixture, &query, CORDON_DECISION_DENY, CORDON_REASON_CALLEE_BLOCKED);
  query.revoked = TRUE;
  assert_decision (fixture, &query, CORDON_DECISION_DENY, CORDON_REASON_REVOKED);
  facts->fully_active = CORDON_FACT_NO;
  assert_decision (fixture, &query, CORDON_DECISION_DENY, CORDON_REASON_NOT_FULLY_ACTIVE);
  facts->csp_blocks_webrtc = CORDON_FACT_YES;
  assert_decision (fixture, &query, CORDON_DECISION_DENY, CORDON_REASON_CONTENT_SECURITY_POLICY);
  facts->active_mixed_content = CORDON_FACT_YES;
  assert_decision (fixture, &query, CORDON_DECISION_DENY, CORDON_REASON_MIXED_CONTENT);
  facts->policy.enabled = 0;
  assert_decision (fixture, &query, CORDON_DECISION_DENY, CORDON_REASON_PERMISSIONS_POLICY);
  facts->secure_context = CORDON_FACT_NO;
  assert_decision (fixture, &query, CORDON_DECISION_DENY, CORDON_REASON_INSECURE_CONTEXT);
  facts->origin = opaque;
  assert_decision (fixture, &query, CORDON_DECISION_DENY, CORDON_REASON_OPAQUE_ORIGIN);
  facts->managed.blocked = CORDON_FEATURE_BIT (CAMERA);
  assert_decision (fixture, &query, CORDON_DECISION_DENY, CORDON_REASON_MANAGED_POLICY);
  facts->private_session = CORDON_FACT_MISSING;
  assert_decision (fixture, &query, CORDON_DECISION_DENY, CORDON_REASON_MISSING_FACTS);
}

static void
a_grant_answers_for_its_own_origin_only (void **state)
{
  Fixture *fixture = *state;

  ADD ();
  assert_decision (fixture, ASK (), CORDON_DECISION_ALLOW, CORDON_REASON_GRANT);
  fixture->facts.key = fixture->other;
  fixture->facts.origin = fixture->other;
  assert_decision (fixture, ASK (), CORDON_DECISION_PROMPT, CORDON_REASON_DEFAULT);
}

static void
the_key_is_the_top_level_origin_not_the_frame (void **state)
{
  Fixture *fixture = *state;

  ADD ();
  fixture->facts.origin = fixture->other;
  assert_decision (fixture, ASK (), CORDON_DECISION_ALLOW, CORDON_REASON_GRANT);
  fixture->facts.key = fixture->other;
  assert_decision (fixture, ASK (), CORDON_DECISION_PROMPT, CORDON_REASON_DEFAULT);
}

static void
an_insecure_context_denies_whatever_is_stored (void **state)
{
  Fixture *fixture = *state;

  ADD ();
  fixture->facts.trustworthy = CORDON_FACT_NO;
  assert_decision (fixture, ASK (), CORDON_DECISION_DENY, CORDON_REASON_INSECURE_CONTEXT);
  fixture->facts.trustworthy = CORDON_FACT_YES;
  fixture->facts.secure_context = CORDON_FACT_NO;
  assert_decision (fixture, ASK (), CORDON_DECISION_DENY, CORDON_REASON_INSECURE_CONTEXT);
  fixture->facts.secure_context = CORDON_FACT_YES;
  assert_decision (fixture, ASK (), CORDON_DECISION_ALLOW, CORDON_REASON_GRANT);
}

static void
a_key_that_may_hold_no_grants_is_never_asked_about (void **state)
{
  Fixture *fixture = *state;

  fixture->facts.key_may_hold_grants = CORDON_FACT_NO;
  assert_decision (fixture, ASK (), CORDON_DECISION_DENY, CORDON_REASON_INSECURE_CONTEXT);
  fixture->facts.managed.allowed = CORDON_FEATURE_BIT (CAMERA);
  assert_decision (fixture, ASK (), CORDON_DECISION_ALLOW, CORDON_REASON_MANAGED_POLICY);
}

static void
a_policy_that_comes_back_leaves_the_grant_as_it_was (void **state)
{
  Fixture *fixture = *state;

  ADD ();
  fixture->facts.policy.enabled = CORDON_FEATURE_BIT (MICROPHONE);
  assert_decision (fixture, ASK (), CORDON_DECISION_DENY, CORDON_REASON_PERMISSIONS_POLICY);
  fixture->facts.policy.enabled |= CORDON_FEATURE_BIT (CAMERA);
  assert_decision (fixture, ASK (), CORDON_DECISION_ALLOW, CORDON_REASON_GRANT);
}

static void
an_open_policy_grants_nothing (void **state)
{
  Fixture *fixture = *state;

  fixture->facts.policy.enabled = ~(CordonFeatureSet) 0;
  for (int i = CORDON_FEATURE_CAMERA; i < CORDON_N_FEATURES; i++)
    {
      g_auto (CordonDecision) decision = { 0 };

      cordon_pipeline_decide (&fixture->facts, fixture->table, ASK (.feature = (CordonFeature) i), NOW,
                              &decision);
      assert_int_equal (decision.verdict, CORDON_DECISION_PROMPT);
    }
}

static void
a_wildcard_delegation_reuses_no_yes_and_every_no (void **state)
{
  Fixture *fixture = *state;

  fixture->facts.policy.wildcard = CORDON_FEATURE_BIT (CAMERA) | CORDON_FEATURE_BIT (MICROPHONE);
  ADD ();
  ADD (.feature = CORDON_FEATURE_MICROPHONE, .answer = CORDON_GRANT_BLOCK);
  assert_decision (fixture, ASK (), CORDON_DECISION_PROMPT, CORDON_REASON_WILDCARD_DELEGATION);
  assert_decision (fixture, ASK (.feature = CORDON_FEATURE_MICROPHONE), CORDON_DECISION_DENY,
                   CORDON_REASON_GRANT);
}

/* Rows of B-11: what is stored, what is asked. */
static void
a_plain_grant_answers_an_isolated_request_and_never_the_reverse (void **state)
{
  Fixture *fixture = *state;
  g_auto (CordonDecision) decision = { 0 };
  guint64 callee_grant = ADD (.scope = CORDON_SCOPE_CALLEE, .callee = fixture->bob);
  guint64 plain_grant;

  assert_decision (fixture, ASK (), CORDON_DECISION_PROMPT, CORDON_REASON_DEFAULT);
  assert_decision (fixture, ASK (.callee = fixture->eve), CORDON_DECISION_PROMPT, CORDON_REASON_DEFAULT);
  cordon_pipeline_decide (&fixture->facts, fixture->table, ASK (.callee = fixture->bob), NOW, &decision);
  assert_int_equal (decision.grant_id, callee_grant);
  assert_true (decision.obligations.isolate);
  cordon_decision_clear (&decision);

  plain_grant = ADD ();
  cordon_pipeline_decide (&fixture->facts, fixture->table, ASK (.callee = fixture->eve), NOW, &decision);
  assert_int_equal (decision.verdict, CORDON_DECISION_ALLOW);
  assert_int_equal (decision.grant_id, plain_grant);
  assert_true (decision.obligations.isolate);
  assert_true (cordon_callee_equal (decision.obligations.callee, fixture->eve));
  cordon_decision_clear (&decision);

  cordon_pipeline_decide (&fixture->facts, fixture->table, ASK (), NOW, &decision);
  assert_int_equal (decision.verdict, CORDON_DECISION_ALLOW);
  assert_false (decision.obligations.isolate);
}

static void
pan_tilt_zoom_is_the_stronger_form (void **state)
{
  Fixture *fixture = *state;

  ADD ();
  assert_decision (fixture, ASK (), CORDON_DECISION_ALLOW, CORDON_REASON_GRANT);
  assert_decision (fixture, ASK (.pan_tilt_zoom = TRUE), CORDON_DECISION_PROMPT, CORDON_REASON_DEFAULT);
  fixture->facts.key = fixture->other;
  ADD (.origin = fixture->other, .pan_tilt_zoom = TRUE);
  assert_decision (fixture, ASK (), CORDON_DECISION_ALLOW, CORDON_REASON_GRANT);
  assert_decision (fixture, ASK (.pan_tilt_zoom = TRUE), CORDON_DECISION_ALLOW, CORDON_REASON_GRANT);
}

static void
blocking_the_camera_blocks_its_stronger_form (void **state)
{
  Fixture *fixture = *state;

  ADD (.answer = CORDON_GRANT_BLOCK);
  assert_decision (fixture, ASK (.pan_tilt_zoom = TRUE), CORDON_DECISION_DENY, CORDON_REASON_GRANT);
}

static void
a_device_grant_does_not_cover_the_other_devices (void **state)
{
  Fixture *fixture = *state;

  ADD (.device = (char *) "cam0");
  assert_decision (fixture, ASK (.device = "cam0"), CORDON_DECISION_ALLOW, CORDON_REASON_GRANT);
  assert_decision (fixture, ASK (.device = "cam1"), CORDON_DECISION_PROMPT, CORDON_REASON_DEFAULT);
}

static void
a_blocked_callee_does_not_block_the_camera (void **state)
{
  Fixture *fixture = *state;

  ADD (.scope = CORDON_SCOPE_CALLEE, .callee = fixture->eve, .answer = CORDON_GRANT_BLOCK);
  ADD ();
  assert_decision (fixture, ASK (.callee = fixture->eve), CORDON_DECISION_DENY, CORDON_REASON_CALLEE_BLOCKED);
  assert_decision (fixture, ASK (.callee = fixture->bob), CORDON_DECISION_ALLOW, CORDON_REASON_GRANT);
  assert_decision (fixture, ASK (), CORDON_DECISION_ALLOW, CORDON_REASON_GRANT);
}

/* The block-list stands before the grants of every scope. */
static void
a_call_does_not_get_past_the_block_list (void **state)
{
  Fixture *fixture = *state;

  ADD (.scope = CORDON_SCOPE_CALL, .lifetime = CORDON_LIFETIME_CALL, .call_id = 7);
  assert_decision (fixture, ASK (.call_id = 7, .callee = fixture->eve), CORDON_DECISION_ALLOW,
                   CORDON_REASON_GRANT);
  ADD (.scope = CORDON_SCOPE_CALLEE, .callee = fixture->eve, .answer = CORDON_GRANT_BLOCK);
  assert_decision (fixture, ASK (.call_id = 7, .callee = fixture->eve), CORDON_DECISION_DENY,
                   CORDON_REASON_CALLEE_BLOCKED);
  assert_decision (fixture, ASK (.call_id = 7), CORDON_DECISION_ALLOW, CORDON_REASON_GRANT);
}

/* No rule lets such a grant come to be; should one be there all the same, it is not used. */
static void
a_standing_yes_to_a_surface_is_not_used (void **state)
{
  Fixture *fixture = *state;
  const CordonGrant impossible = {
    .id = 99,
    .origin = fixture->origin,
    .feature = CORDON_FEATURE_DISPLAY_CAPTURE,
    .answer = CORDON_GRANT_ALLOW,
    .scope = CORDON_SCOPE_ORIGIN,
    .lifetime = CORDON_LIFETIME_UNTIL_REVOKED,
    .source = CORDON_GRANT_SOURCE_USER,
    .created_wall_us = 1,
  };

  assert_true (cordon_grant_table_insert (fixture->table, &impossible));
  assert_decision (fixture, ASK (.feature = CORDON_FEATURE_DISPLAY_CAPTURE), CORDON_DECISION_PROMPT,
                   CORDON_REASON_FEATURE_RULE);
}

static void
the_most_specific_scope_decides (void **state)
{
  Fixture *fixture = *state;

  ADD (.answer = CORDON_GRANT_BLOCK);
  ADD (.scope = CORDON_SCOPE_CALL, .lifetime = CORDON_LIFETIME_CALL, .call_id = 7);
  assert_decision (fixture, ASK (.call_id = 7), CORDON_DECISION_ALLOW, CORDON_REASON_GRANT);
  assert_decision (fixture, ASK (.call_id = 8), CORDON_DECISION_DENY, CORDON_REASON_GRANT);
  assert_decision (fixture, ASK (), CORDON_DECISION_DENY, CORDON_REASON_GRANT);
}

static void
a_call_grant_ties_to_its_call (void **state)
{
  Fixture *fixture = *state;
  g_auto (CordonDecision) decision = { 0 };

  ADD (.scope = CORDON_SCOPE_CALL, .lifetime = CORDON_LIFETIME_CALL, .call_id = 7);
  cordon_pipeline_decide (&fixture->facts, fixture->table, ASK (.call_id = 7), NOW, &decision);
  assert_int_equal (decision.obligations.call_id, 7);
  assert_int_equal (decision.obligations.indicators, CORDON_FEATURE_BIT (CAMERA));
}

static void
a_grant_that_ended_never_answers (void **state)
{
  Fixture *fixture = *state;

  ADD (.lifetime = CORDON_LIFETIME_UNTIL_TIME, .expires_wall_us = NOW.wall_us - 1);
  assert_decision (fixture, ASK (), CORDON_DECISION_PROMPT, CORDON_REASON_DEFAULT);
}

static void
captures_of_a_surface_always_ask (void **state)
{
  Fixture *fixture = *state;
  static const CordonFeature features[] = { CORDON_FEATURE_DISPLAY_CAPTURE, CORDON_FEATURE_VIEWPORT_CAPTURE };

  fixture->facts.managed.allowed = ~(CordonFeatureSet) 0;
  for (gsize i = 0; i < G_N_ELEMENTS (features); i++)
    {
      CordonFeature feature = features[i];

      assert_decision (fixture, ASK (.feature = feature), CORDON_DECISION_PROMPT, CORDON_REASON_FEATURE_RULE);
      ADD (.feature = feature, .scope = CORDON_SCOPE_SURFACE, .lifetime = CORDON_LIFETIME_CALL,
           .surface_id = 5);
      assert_decision (fixture, ASK (.feature = feature, .surface_id = 5), CORDON_DECISION_ALLOW,
                       CORDON_REASON_GRANT);
      assert_decision (fixture, ASK (.feature = feature, .surface_id = 6), CORDON_DECISION_PROMPT,
                       CORDON_REASON_FEATURE_RULE);
      assert_decision (fixture, ASK (.feature = feature), CORDON_DECISION_PROMPT, CORDON_REASON_FEATURE_RULE);
      ADD (.feature = feature, .answer = CORDON_GRANT_BLOCK);
      assert_decision (fixture, ASK (.feature = feature), CORDON_DECISION_DENY, CORDON_REASON_GRANT);
    }
}

static void
viewport_capture_needs_cross_origin_isolation (void **state)
{
  Fixture *fixture = *state;

  fixture->facts.cross_origin_isolated = CORDON_FACT_NO;
  assert_decision (fixture, ASK (.feature = CORDON_FEATURE_VIEWPORT_CAPTURE), CORDON_DECISION_DENY,
                   CORDON_REASON_FEATURE_RULE);
}

static void
a_decision_about_one_feature_says_nothing_about_another (void **state)
{
  Fixture *fixture = *state;

  ADD (.feature = CORDON_FEATURE_SPEAKER_SELECTION);
  ADD (.feature = CORDON_FEATURE_DISPLAY_CAPTURE, .answer = CORDON_GRANT_BLOCK);
  assert_decision (fixture, ASK (), CORDON_DECISION_PROMPT, CORDON_REASON_DEFAULT);
  assert_decision (fixture, ASK (.feature = CORDON_FEATURE_MICROPHONE), CORDON_DECISION_PROMPT,
                   CORDON_REASON_DEFAULT);
}

static void
the_administrator_outranks_the_user (void **state)
{
  Fixture *fixture = *state;

  ADD (.answer = CORDON_GRANT_BLOCK);
  fixture->facts.managed.allowed = CORDON_FEATURE_BIT (CAMERA);
  assert_decision (fixture, ASK (), CORDON_DECISION_ALLOW, CORDON_REASON_MANAGED_POLICY);
  fixture->facts.managed.blocked = CORDON_FEATURE_BIT (CAMERA);
  assert_decision (fixture, ASK (), CORDON_DECISION_DENY, CORDON_REASON_MANAGED_POLICY);
}

static void
an_explicit_yes_outranks_the_embargo (void **state)
{
  Fixture *fixture = *state;
  static const CordonReason held_back[] = { CORDON_REASON_EMBARGO_DISMISSED, CORDON_REASON_EMBARGO_IGNORED,
                                            CORDON_REASON_TEMPORARY_BLOCK };

  for (gsize i = 0; i < G_N_ELEMENTS (held_back); i++)
    assert_decision (fixture, ASK (.embargo = held_back[i]), CORDON_DECISION_DENY, held_back[i]);
  ADD ();
  assert_decision (fixture, ASK (.embargo = CORDON_REASON_EMBARGO_IGNORED), CORDON_DECISION_ALLOW,
                   CORDON_REASON_GRANT);
}

static void
a_request_for_nothing_is_denied (void **state)
{
  Fixture *fixture = *state;

  assert_decision (fixture, ASK (.feature = CORDON_FEATURE_NONE), CORDON_DECISION_DENY,
                   CORDON_REASON_BAD_REQUEST);
  assert_decision (fixture, ASK (.feature = (CordonFeature) 31), CORDON_DECISION_DENY,
                   CORDON_REASON_BAD_REQUEST);
  assert_decision (fixture, ASK (.feature = CORDON_FEATURE_SPEAKER_SELECTION, .callee = fixture->bob),
                   CORDON_DECISION_DENY, CORDON_REASON_FEATURE_RULE);
}

static void
without_a_table_the_user_is_asked (void **state)
{
  Fixture *fixture = *state;
  g_auto (CordonDecision) decision = { 0 };

  cordon_pipeline_decide (&fixture->facts, NULL, ASK (), NOW, &decision);
  assert_int_equal (decision.verdict, CORDON_DECISION_PROMPT);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (nothing_decided_asks_the_user, "B-30", set_up, tear_down),
    CORDON_TEST_WITH (a_missing_fact_denies_whatever_is_stored, "A-26", set_up, tear_down),
    CORDON_TEST_WITH (zero_filled_facts_deny, "A-26", set_up, tear_down),
    CORDON_TEST_WITH (the_exits_are_taken_in_their_order, "A-05 A-08 A-13 A-21 B-16", set_up, tear_down),
    CORDON_TEST_WITH (a_grant_answers_for_its_own_origin_only, "A-01", set_up, tear_down),
    CORDON_TEST_WITH (the_key_is_the_top_level_origin_not_the_frame, "A-10", set_up, tear_down),
    CORDON_TEST_WITH (an_insecure_context_denies_whatever_is_stored, "A-05 A-06", set_up, tear_down),
    CORDON_TEST_WITH (a_key_that_may_hold_no_grants_is_never_asked_about, "A-04", set_up, tear_down),
    CORDON_TEST_WITH (a_policy_that_comes_back_leaves_the_grant_as_it_was, "A-13", set_up, tear_down),
    CORDON_TEST_WITH (an_open_policy_grants_nothing, "A-14", set_up, tear_down),
    CORDON_TEST_WITH (a_wildcard_delegation_reuses_no_yes_and_every_no, "A-10", set_up, tear_down),
    CORDON_TEST_WITH (a_plain_grant_answers_an_isolated_request_and_never_the_reverse, "B-05 B-10 B-11",
                      set_up, tear_down),
    CORDON_TEST_WITH (pan_tilt_zoom_is_the_stronger_form, "B-12", set_up, tear_down),
    CORDON_TEST_WITH (blocking_the_camera_blocks_its_stronger_form, "B-12", set_up, tear_down),
    CORDON_TEST_WITH (a_device_grant_does_not_cover_the_other_devices, "B-20", set_up, tear_down),
    CORDON_TEST_WITH (a_blocked_callee_does_not_block_the_camera, "B-05", set_up, tear_down),
    CORDON_TEST_WITH (a_call_does_not_get_past_the_block_list, "B-05", set_up, tear_down),
    CORDON_TEST_WITH (a_standing_yes_to_a_surface_is_not_used, "B-39 B-42", set_up, tear_down),
    CORDON_TEST_WITH (the_most_specific_scope_decides, "B-03", set_up, tear_down),
    CORDON_TEST_WITH (a_call_grant_ties_to_its_call, "B-03", set_up, tear_down),
    CORDON_TEST_WITH (a_grant_that_ended_never_answers, "B-30", set_up, tear_down),
    CORDON_TEST_WITH (captures_of_a_surface_always_ask, "B-39 B-42", set_up, tear_down),
    CORDON_TEST_WITH (viewport_capture_needs_cross_origin_isolation, "B-48", set_up, tear_down),
    CORDON_TEST_WITH (a_decision_about_one_feature_says_nothing_about_another, "A-01", set_up, tear_down),
    CORDON_TEST_WITH (the_administrator_outranks_the_user, "", set_up, tear_down),
    CORDON_TEST_WITH (an_explicit_yes_outranks_the_embargo, "", set_up, tear_down),
    CORDON_TEST_WITH (a_request_for_nothing_is_denied, "B-16", set_up, tear_down),
    CORDON_TEST_WITH (without_a_table_the_user_is_asked, "", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
