using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;

namespace Mesh.Conversations.Engine;

/// <summary>What callers of a conversation can be refused for, in words.</summary>
internal static class ConversationErrors
{
    public static MeshException NotFound(string id) =>
        new(MeshErrorCode.NotFound, "conversation_not_found", $"There is no conversation '{id}'. Create it first: what was never created is never opened as an empty one.", "conversation");

    public static MeshException TurnIdInvalid() =>
        new(MeshErrorCode.InvalidRequest, "turn_id_invalid", $"A turn's id has 1 to {TurnIds.LongestId} characters, none of them a control character or half of a pair.", "turn_id");

    public static MeshException TurnNotFound(long number) => TurnNotFound(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static MeshException TurnNotFound(string turn) =>
        new(MeshErrorCode.NotFound, "turn_not_found", $"The conversation has no turn '{turn}'. List its turns.", "turn_id");

    public static MeshException Exists(string id) =>
        new(MeshErrorCode.Conflict, "conversation_exists", $"There is a conversation '{id}' with other settings. Open it, or create one under another id.", "conversation.id");

    public static MeshException TurnReused(string turnId) =>
        new(MeshErrorCode.Conflict, "turn_id_reused", $"The turn id '{turnId}' was sent before with other content. Give each turn an id of its own.", "turn_id");

    public static MeshException NotCommitted(TurnRecord turn) =>
        new(MeshErrorCode.Conflict, "turn_not_committed", $"Turn '{turn.Request.TurnId}' is {turn.State.ToString().ToLowerInvariant()}: only a committed turn can be followed. Wait for it, or send it again.");

    /// <summary>It may not be deleted while it is held.</summary>
    public static MeshException Held(string id, LegalHold hold) => new(
        MeshErrorCode.Conflict,
        "legal_hold",
        $"Conversation '{id}' is under a legal hold since {hold.Since.UtcDateTime:yyyy-MM-dd}: nothing deletes it. A key with the scope 'legal-hold' can take the hold away (UpdateConversation, legal_hold: false).");

    /// <summary>None of a tenant's conversations may be deleted.</summary>
    public static MeshException TenantHeld(string id, string tenant) => new(
        MeshErrorCode.Conflict,
        "legal_hold",
        $"Conversation '{id}' belongs to tenant '{tenant}', all of whose conversations are under a legal hold (the catalogue's conversations.retention.tenants.{tenant}.hold): nothing deletes them.");

    public static MeshException StaleVersion(long expected, long current) =>
        new(MeshErrorCode.Conflict, "stale_version", $"The conversation is at version {current}, not {expected}. Read what came in between, then send the turn again.", "expected_version");

    public static MeshException Regressed(string id, string what) =>
        new(MeshErrorCode.Unavailable, "conversation_regressed", $"The store has lost a part of conversation '{id}' that it had acknowledged ({what}). Nothing is written to it until its operator restores the store.");

    public static MeshException Contended(string id) => new(new MeshError
    {
        Code = MeshErrorCode.Unavailable,
        Reason = "conversation_contended",
        Message = $"Conversation '{id}' was written by others all the while. Send the same again.",
        RetryAfter = TimeSpan.FromSeconds(1),
    });

    public static MeshException Busy(string id, int waiting, RunningTurn? running) => new(new MeshError
    {
        Code = MeshErrorCode.Conflict,
        Reason = "conversation_busy",
        Message = $"Conversation '{id}' answers {(running is null ? "a turn" : $"turn '{running.TurnId}'")}, and {waiting} more wait. Send the turn again later.",
        RetryAfter = TimeSpan.FromSeconds(1),
    });
}
