using Mesh.Contracts.Conversations.Notes;

namespace Mesh.Conversations.Context.Summaries;

/// <summary>One change of a summary, as a model gave it.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Key">Its name; that of an item that is there replaces its statement.</param>
/// <param name="Text">The statement; empty when it no longer holds.</param>
/// <param name="Turns">The turns that it rests on, ascending; at least one.</param>
public sealed record SummaryUpdate(SummaryKind Kind, string Key, string Text, IReadOnlyList<long> Turns);
