using Mesh.Contracts.Catalog;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;

namespace Mesh.Catalog.Reading;

/// <summary>The words of the catalogue and what they stand for.</summary>
internal static class Vocabulary
{
    public static readonly IReadOnlyDictionary<string, ProviderKind> Kinds = new Dictionary<string, ProviderKind>
    {
        ["openai"] = ProviderKind.OpenAI,
        ["openai-compatible"] = ProviderKind.OpenAICompatible,
        ["simulated"] = ProviderKind.Simulated,
    };

    public static readonly IReadOnlyList<string> KindsToCome = ["anthropic", "gemini", "azure-openai", "bedrock", "vertex"];

    public static readonly IReadOnlyList<string> PlanNodes = ["single", "fallback", "cascade", "ensemble", "gate", "select", "pipeline", "decompose", "tools", "rule", "cache", "escalate"];

    public static readonly IReadOnlyDictionary<string, Combine> Combinations = new Dictionary<string, Combine>
    {
        ["vote"] = Combine.Vote,
        ["weighted"] = Combine.Weighted,
        ["judge"] = Combine.Judge,
        ["fuse"] = Combine.Fuse,
        ["mean"] = Combine.Mean,
    };

    public static readonly IReadOnlyDictionary<string, VoteForm> VoteForms = new Dictionary<string, VoteForm>
    {
        ["auto"] = VoteForm.Auto,
        ["choice"] = VoteForm.Choice,
        ["number"] = VoteForm.Number,
        ["json"] = VoteForm.Json,
        ["text"] = VoteForm.Text,
        ["exact"] = VoteForm.Exact,
        ["free"] = VoteForm.Free,
    };

    public static readonly IReadOnlyDictionary<string, string> PresetUrls = new Dictionary<string, string>
    {
        ["openai"] = "https://api.openai.com/v1",
        ["deepseek"] = "https://api.deepseek.com/v1",
        ["mistral"] = "https://api.mistral.ai/v1",
        ["nvidia"] = "https://integrate.api.nvidia.com/v1",
        ["perplexity"] = "https://api.perplexity.ai",
        ["groq"] = "https://api.groq.com/openai/v1",
        ["vllm"] = "http://127.0.0.1:8000/v1",
        ["sglang"] = "http://127.0.0.1:30000/v1",
        ["llama.cpp"] = "http://127.0.0.1:8080/v1",
        ["ollama"] = "http://127.0.0.1:11434/v1",
    };

    public static readonly IReadOnlyDictionary<string, ModelCapabilities> Capabilities = CapabilityWords.All;

    public static readonly IReadOnlyDictionary<string, ModelState> States = new Dictionary<string, ModelState>
    {
        ["proposed"] = ModelState.Proposed,
        ["approved"] = ModelState.Approved,
        ["deprecated"] = ModelState.Deprecated,
        ["retired"] = ModelState.Retired,
    };

    public static readonly IReadOnlyDictionary<string, Prefer> Preferences = new Dictionary<string, Prefer>
    {
        ["balanced"] = Prefer.Balanced,
        ["best"] = Prefer.Best,
        ["fast"] = Prefer.Fast,
        ["cheap"] = Prefer.Cheap,
    };

    public static readonly IReadOnlyDictionary<string, WorkClass> Classes = new Dictionary<string, WorkClass>
    {
        ["critical"] = WorkClass.Critical,
        ["standard"] = WorkClass.Standard,
        ["sheddable"] = WorkClass.Sheddable,
    };

    public static readonly IReadOnlyDictionary<string, OnInterruption> Interruptions = new Dictionary<string, OnInterruption>
    {
        ["stop"] = OnInterruption.Stop,
        ["restart"] = OnInterruption.Restart,
        ["continue"] = OnInterruption.Continue,
    };

    public static readonly IReadOnlyDictionary<string, RouterMode> RouterModes = new Dictionary<string, RouterMode>
    {
        ["shadow"] = RouterMode.Shadow,
        ["decide"] = RouterMode.Decide,
    };

    public static readonly IReadOnlyDictionary<string, CacheScope> CacheScopes = new Dictionary<string, CacheScope>
    {
        ["tenant"] = CacheScope.Tenant,
        ["project"] = CacheScope.Project,
        ["key"] = CacheScope.Key,
    };

    public static readonly IReadOnlyDictionary<string, AnswerFunction> AnswerFunctions = new Dictionary<string, AnswerFunction>
    {
        ["date"] = AnswerFunction.Date,
        ["time"] = AnswerFunction.Time,
        ["arithmetic"] = AnswerFunction.Arithmetic,
        ["convert"] = AnswerFunction.Convert,
    };

    public static readonly IReadOnlyDictionary<string, Balance> Balances = new Dictionary<string, Balance>
    {
        ["least-load"] = Balance.LeastLoad,
        ["fastest"] = Balance.Fastest,
        ["cheapest"] = Balance.Cheapest,
        ["weighted"] = Balance.Weighted,
        ["priority"] = Balance.Priority,
    };

    public static readonly IReadOnlyDictionary<string, DataKind> DataKinds = new Dictionary<string, DataKind>
    {
        ["email"] = DataKind.Email,
        ["phone"] = DataKind.Phone,
        ["iban"] = DataKind.Iban,
        ["card"] = DataKind.Card,
        ["national-id"] = DataKind.NationalId,
        ["secret"] = DataKind.Secret,
    };
}
