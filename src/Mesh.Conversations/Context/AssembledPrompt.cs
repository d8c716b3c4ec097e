using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;

namespace Mesh.Conversations.Context;

/// <summary>A prompt for one model.</summary>
/// <param name="Request">The request.</param>
/// <param name="Told">What was told of the conversation. Its hand-over has no reason yet: that is the routing decision's.</param>
/// <param name="Undescribed">Images in it that the model cannot see and of which there is no description, the newest first.</param>
public sealed record AssembledPrompt(ChatRequest Request, TurnPrompt Told, IReadOnlyList<ImagePart> Undescribed);
