namespace Mesh.Silo.Tests.Caching;

/// <summary>What was answered at the OpenAI door.</summary>
/// <param name="Body">The body.</param>
/// <param name="Source">Who answered in a model's place; null where one did.</param>
/// <param name="Cost">What it cost; null in a stream, whose cost is not known when it begins.</param>
/// <param name="Decision">The decision's id.</param>
internal sealed record CachedReply(string Body, string? Source, string? Cost, string? Decision);
