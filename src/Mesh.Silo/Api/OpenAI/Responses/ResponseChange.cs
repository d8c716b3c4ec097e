namespace Mesh.Silo.Api.OpenAI.Responses;

/// <summary>What a frame did to the output.</summary>
/// <param name="Item">The item.</param>
/// <param name="Kind">What happened to it.</param>
/// <param name="Text">What was added.</param>
internal readonly record struct ResponseChange(ResponseItem Item, ResponseChangeKind Kind, string Text);
