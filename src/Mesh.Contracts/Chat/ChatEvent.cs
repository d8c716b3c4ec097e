namespace Mesh.Contracts.Chat;

/// <summary>What a frame says, read only by those who need it.</summary>
public abstract record ChatEvent;

/// <summary>The upstream's own names for the answer.</summary>
/// <param name="Id">The upstream's response id.</param>
/// <param name="Model">The upstream's model name.</param>
/// <param name="Created">When the upstream began, in Unix seconds.</param>
public sealed record AnswerIdentified(string Id, string Model, long Created) : ChatEvent;

/// <summary>A piece of text.</summary>
/// <param name="Choice">Which answer.</param>
/// <param name="Text">The text.</param>
public sealed record TextDelta(int Choice, string Text) : ChatEvent;

/// <summary>A piece of reasoning.</summary>
/// <param name="Choice">Which answer.</param>
/// <param name="Text">The text.</param>
public sealed record ReasoningDelta(int Choice, string Text) : ChatEvent;

/// <summary>A piece of a refusal.</summary>
/// <param name="Choice">Which answer.</param>
/// <param name="Text">The text.</param>
public sealed record RefusalDelta(int Choice, string Text) : ChatEvent;

/// <summary>A piece of a tool call.</summary>
/// <param name="Choice">Which answer.</param>
/// <param name="Call">Which call of the answer.</param>
/// <param name="Id">The call's id, in its first piece.</param>
/// <param name="Name">The function's name, in its first piece.</param>
/// <param name="Arguments">A piece of the arguments.</param>
public sealed record ToolCallDelta(int Choice, int Call, string? Id, string? Name, string Arguments) : ChatEvent;

/// <summary>Log-probabilities of the tokens just given, as the vendor wrote them.</summary>
/// <param name="Choice">Which answer.</param>
/// <param name="Json">The vendor's JSON.</param>
public sealed record LogprobsDelta(int Choice, string Json) : ChatEvent;

/// <summary>An answer ended.</summary>
/// <param name="Choice">Which answer.</param>
/// <param name="Reason">stop, length, tool_calls, content_filter or a vendor's own word.</param>
public sealed record ChoiceFinished(int Choice, string Reason) : ChatEvent;

/// <summary>The vendor's count of tokens.</summary>
/// <param name="Usage">The count.</param>
public sealed record UsageReported(TokenUsage Usage) : ChatEvent;
