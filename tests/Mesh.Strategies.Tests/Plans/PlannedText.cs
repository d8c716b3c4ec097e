using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Endpoints;

namespace Mesh.Strategies.Tests.Plans;

/// <summary>What a plan's caller got.</summary>
internal sealed record PlannedText(string Text, string? Finish, TokenUsage? Usage, int Restarts, IReadOnlyList<ContentFrame> Frames, AttemptAccount Account, NodeReport Report, string Model);
