namespace Mesh.Testing.Tools;

/// <summary>What a fake tool server was asked.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">Its arguments, as JSON.</param>
/// <param name="Session">The session in which it was called.</param>
/// <param name="Headers">The request's headers.</param>
public sealed record FakeToolCall(string Tool, string Arguments, string Session, IReadOnlyDictionary<string, string> Headers);
