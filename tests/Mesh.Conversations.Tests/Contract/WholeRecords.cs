using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Reviews;
using Mesh.Contracts.Routing;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Contract;

/// <summary>Records in which no field is left at what it is when nobody sets it.</summary>
internal static class WholeRecords
{
    public static readonly DateTimeOffset Time = new DateTimeOffset(2026, 11, 26, 1, 2, 3, 456, TimeSpan.FromHours(2)).AddTicks(7891);

    private static readonly TokenUsage s_usage = new() { Input = 1_000_000_000_000, CachedInput = 7, Output = 9, Reasoning = 3, Source = UsageSource.Estimated };

    public static ConversationHead Head(ConversationKey key, long sequence = 1) => new()
    {
        Tenant = key.Tenant,
        Id = key.Id,
        Sequence = sequence,
        Epoch = 4_000_000_000,
        Version = 5,
        Turns = 6,
        Leaf = 7,
        Digest = "d1",
        LastCommitted = 8,
        Running = new RunningTurn { Number = 9, TurnId = "t\u0001\n\"'ü日本🙂", Attempt = 2, Epoch = 3, Owner = "S10.0.0.1:11111:42", Deadline = Time.AddMinutes(3) },
        Settings = new ConversationSettings { Title = "Über 日本 🙂", Metadata = new Dictionary<string, string> { ["a:b"] = "", ["{c}"] = "d%" }, Instructions = "Be brief.", Route = "support-reply", Pinned = ["the customer is Ada"], Retention = TimeSpan.FromDays(30) },
        CreationHash = "c0ffee",
        CreatedAt = Time,
        UpdatedAt = Time.AddTicks(1),
        DeletedAt = Time.AddDays(1),
        CostUsd = 12_345_678_901.000_000_012_340m,
        ActiveAt = Time.AddTicks(2),
        Hold = new LegalHold(Time.AddDays(-1), "key-1"),
        Deletion = Report(),
        Forks = ["c2"],
        ForkCount = 17,
    };

    public static DeletionReport Report() => new()
    {
        Cause = DeletionCause.Retention,
        At = Time.AddDays(1),
        Turns = 1,
        Drafts = 2,
        Attachments = 3,
        Summaries = 4,
        ImageDescriptions = 5,
        Bytes = 1_000_000_000_000,
        Forks = ["c2", "c3"],
        ForkCount = 6,
        NotRemoved = [new NotRemoved("forks", "Each owns a copy.")],
    };

    public static TurnRecord Turn(long number, string id) => new()
    {
        Number = number,
        Parent = 1_234_567_890_123,
        Request = new TurnRequest
        {
            TurnId = id,
            Hash = "h1",
            Kind = TurnKind.Regenerate,
            Target = 3,
            ExpectedVersion = 4,
            Query = Query(),
            Chat = Chat(),
            Detached = true,
            Timeout = TimeSpan.FromMilliseconds(12_345.5),
            Accepts = CallerSignals.Reset | CallerSignals.Splice,
            Instructions = "be kind",
            Follows = "turn-0",
            Metadata = new Dictionary<string, string> { ["a"] = "b" },
        },
        State = TurnState.Interrupted,
        Attempt = 2,
        Epoch = 11,
        Answer = new TurnAnswer
        {
            Message = Message(),
            FinishReason = "tool_calls",
            Model = "gpt-5",
            Endpoint = "gpt-5-api",
            Usage = s_usage,
            CostUsd = 0.000_000_000_100m,
            DecisionId = "d-1",
            Simulated = true,
            Prompt = new TurnPrompt { OldestTurn = 1, SummaryThrough = 2, LeavesOut = true, Tokens = 3, IsCounted = true, Described = 4, Missing = 5, HandOver = new HandOver("gpt-4", "gpt-5", "asked_for", 1), Data = ["private"] },
        },
        Error = Error(),
        Version = 12,
        Digest = "d2",
        AcceptedAt = Time.AddSeconds(1),
        EndedAt = Time.AddSeconds(2),
        Owner = "10.0.0.1:11111@5",
    };

    public static ConversationEvent Event(long sequence) => new()
    {
        Sequence = sequence,
        Kind = ConversationEventKind.TurnEnded,
        At = Time.AddTicks(3),
        Number = 5,
        Attempt = 6,
        State = TurnState.Cancelled,
        Usage = s_usage,
        CostUsd = 0.5m,
        Model = "llama",
        By = "key-2",
        Deletion = Report(),
    };

    private static ChatMessage Message() => new()
    {
        Role = ChatRole.Tool,
        Parts =
        [
            new TextPart("text with a lone \u0000 and \r\n and 🙂"), new ImagePart("https://host/i.png", "low"), new FilePart("a.pdf", "data:application/pdf;base64,QQ=="),
            new AudioPart("UklGRg==", "wav"), new ReasoningPart("thought"), new RefusalPart("no"),
        ],
        ToolCalls = [new ToolCall("call_1", "weather", """{"city":"Köln"}"""), new ToolCall("call_2", "time", "{broken")],
        ToolCallId = "call_0",
        Name = "tool",
    };

    private static RouteQuery Query() => new()
    {
        Target = "gpt-5",
        Fallbacks = ["gpt-4"],
        InputTokensAtMost = 1,
        InputTokensExpected = 2,
        InputTokensNeeded = 4,
        MaxOutputTokens = 3,
        Prefer = Prefer.Fast,
        MaxCostUsd = 0.25m,
        Class = WorkClass.Critical,
        MayRaiseClass = true,
        Affinity = new CacheAffinity("gpt-5-api", "gpt-5", 5) { InToolUse = true },
        Data = ["private"],
        Task = "code",
        Urgency = Urgency.Batch,
        Caller = new RouteCaller("acme", "web", "k1"),
        Tags = ["beta"],
        Deadline = TimeSpan.FromSeconds(3),
        Weights = new UtilityWeights(1, 0.5, 0.25, 0.125),
        Prefix = [1, ulong.MaxValue],
        Leaf = new PlanLeaf("r", ["m"], Prefer.Fast),
        Without = ["e"],
    };

    private static ChatRequest Chat() => new()
    {
        Messages = [Message(), Message()],
        Tools = [new ToolDefinition("weather", "Tells it.", """{"type":"object"}""", true)],
        ToolChoice = new ToolChoice(ToolChoiceMode.Function, "weather"),
        ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonSchema, "answer", "{}", true),
        Settings = new ChatSettings
        {
            Temperature = 0.1,
            TopP = 0.9,
            MaxOutputTokens = 100,
            Stop = ["\n\n", "END"],
            Seed = -5,
            FrequencyPenalty = 1.5,
            PresencePenalty = -1.5,
            Logprobs = true,
            TopLogprobs = 3,
            Choices = 2,
            ReasoningEffort = "high",
            ParallelToolCalls = true,
            User = "u",
        },
        ExtraJson = """{"x":1}""",
    };

    private static MeshError Error() => new()
    {
        Code = MeshErrorCode.Interrupted,
        Reason = "owner_lost",
        Message = "It broke off.",
        Field = "turn_id",
        RetryAfter = TimeSpan.FromSeconds(3),
        Upstream = new UpstreamFailure { Endpoint = "e", Status = 503, Code = "c", Message = "m", Type = "t", Param = "p", RequestId = "r" },
        Attempts = ["a: b", "c: d"],
        Interruption = new Interruption { DecisionId = "d", Endpoint = "e", Attempt = 2, DeliveredFrames = 3, DeliveredCharacters = 4, Kept = true, Usage = s_usage, CostUsd = 0.25m },
        Review = new ReviewHandle("rv", "law", DateTimeOffset.UnixEpoch.AddDays(1)),
    };
}
