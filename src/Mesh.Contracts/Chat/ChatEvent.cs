using Mesh.Contracts.Reviews;

namespace Mesh.Contracts.Chat;

/// <summary>What a frame says, read only by those who need it.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ChatEvent")]
public abstract record ChatEvent;

/// <summary>The upstream's own names for the answer.</summary>
/// <param name="Id">The upstream's response id.</param>
/// <param name="Model">The upstream's model name.</param>
/// <param name="Created">When the upstream began, in Unix seconds.</param>
[GenerateSerializer, Immutable, Alias("mesh.AnswerIdentified")]
public sealed record AnswerIdentified([property: Id(0)] string Id, [property: Id(1)] string Model, [property: Id(2)] long Created) : ChatEvent;

/// <summary>A piece of text.</summary>
/// <param name="Choice">Which answer.</param>
/// <param name="Text">The text.</param>
[GenerateSerializer, Immutable, Alias("mesh.TextDelta")]
public sealed record TextDelta([property: Id(0)] int Choice, [property: Id(1)] string Text) : ChatEvent;

/// <summary>A piece of reasoning.</summary>
/// <param name="Choice">Which answer.</param>
/// <param name="Text">The text.</param>
[GenerateSerializer, Immutable, Alias("mesh.ReasoningDelta")]
public sealed record ReasoningDelta([property: Id(0)] int Choice, [property: Id(1)] string Text) : ChatEvent;

/// <summary>A piece of a refusal.</summary>
/// <param name="Choice">Which answer.</param>
/// <param name="Text">The text.</param>
[GenerateSerializer, Immutable, Alias("mesh.RefusalDelta")]
public sealed record RefusalDelta([property: Id(0)] int Choice, [property: Id(1)] string Text) : ChatEvent;

/// <summary>A piece of a tool call.</summary>
/// <param name="Choice">Which answer.</param>
/// <param name="Call">Which call of the answer.</param>
/// <param name="Id">The call's id, in its first piece.</param>
/// <param name="Name">The function's name, in its first piece.</param>
/// <param name="Arguments">A piece of the arguments.</param>
[GenerateSerializer, Immutable, Alias("mesh.ToolCallDelta")]
public sealed record ToolCallDelta([property: Id(0)] int Choice, [property: Id(1)] int Call, [property: Id(2)] string? Id, [property: Id(3)] string? Name, [property: Id(4)] string Arguments) : ChatEvent;

/// <summary>Log-probabilities of the tokens just given, as the vendor wrote them.</summary>
/// <param name="Choice">Which answer.</param>
/// <param name="Json">The vendor's JSON.</param>
[GenerateSerializer, Immutable, Alias("mesh.LogprobsDelta")]
public sealed record LogprobsDelta([property: Id(0)] int Choice, [property: Id(1)] string Json) : ChatEvent;

/// <summary>An answer ended.</summary>
/// <param name="Choice">Which answer.</param>
/// <param name="Reason">stop, length, tool_calls, content_filter or a vendor's own word.</param>
[GenerateSerializer, Immutable, Alias("mesh.ChoiceFinished")]
public sealed record ChoiceFinished([property: Id(0)] int Choice, [property: Id(1)] string Reason) : ChatEvent;

/// <summary>The vendor's count of tokens.</summary>
/// <param name="Usage">The count.</param>
[GenerateSerializer, Immutable, Alias("mesh.UsageReported")]
public sealed record UsageReported([property: Id(0)] TokenUsage Usage) : ChatEvent;

/// <summary>A person has to answer first: there is a handle in the place of an answer.</summary>
/// <param name="Handle">By it the answer is fetched later.</param>
[GenerateSerializer, Immutable, Alias("mesh.ReviewPending")]
public sealed record ReviewPending([property: Id(0)] ReviewHandle Handle) : ChatEvent
{
    /// <summary>The finish reason of such an answer.</summary>
    public const string Finish = "review_pending";
}
