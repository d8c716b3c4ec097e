namespace Mesh.Conversations.Log;

/// <summary>Names a conversation. The tenant comes from the authenticated caller alone.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Id">The conversation's id in the tenant.</param>
public readonly record struct ConversationKey(string Tenant, string Id);
