namespace Mesh.Strategies.Tools;

/// <summary>The words for outcomes in reports, metrics, the audit and what models are told.</summary>
public static class ToolOutcomes
{
    /// <summary>The word: a closed list.</summary>
    public static string NameOf(ToolOutcome outcome) => outcome switch
    {
        ToolOutcome.Done => "ok",
        ToolOutcome.ToolError => "tool_error",
        ToolOutcome.InvalidArguments => "invalid_arguments",
        ToolOutcome.UnknownTool => "unknown_tool",
        ToolOutcome.CallsSpent => "calls_spent",
        ToolOutcome.Timeout => "timeout",
        ToolOutcome.Unreachable => "unreachable",
        ToolOutcome.Credentials => "credentials",
        ToolOutcome.ResultTooLarge => "result_too_large",
        ToolOutcome.Malformed => "malformed",
        ToolOutcome.ChangedDefinition => "changed_definition",
        ToolOutcome.NotAllowed => "not_allowed",
        ToolOutcome.DataPolicy => "data_policy",
        ToolOutcome.TenantPolicy => "tenant_policy",
        ToolOutcome.RateLimited => "rate_limited",
        ToolOutcome.Busy => "busy",
        ToolOutcome.Gone => "gone",
        ToolOutcome.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not an outcome."),
    };

    /// <summary>What a model is told of a call that has no result of the tool's own.</summary>
    public static string Told(ToolOutcome outcome) => outcome switch
    {
        ToolOutcome.ToolError => "The tool failed.",
        ToolOutcome.InvalidArguments => "The arguments do not fit the tool's schema. Mend them and call it again.",
        ToolOutcome.UnknownTool or ToolOutcome.NotAllowed or ToolOutcome.Gone => "There is no such tool. Use only the tools that you were given.",
        ToolOutcome.CallsSpent => "No more calls can be made. Answer with what you know.",
        ToolOutcome.Timeout => "The tool did not answer in time.",
        ToolOutcome.ResultTooLarge => "The result is too large to be shown. Ask for less.",
        ToolOutcome.DataPolicy => "The tool may not see what the conversation holds. Do without it.",
        ToolOutcome.RateLimited or ToolOutcome.Busy => "The tool is busy. Do without it, or call it once more later.",
        _ => "The tool cannot be used now. Do without it.",
    };
}
