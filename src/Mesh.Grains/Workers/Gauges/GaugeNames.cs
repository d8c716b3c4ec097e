using System.Collections.Frozen;
using System.Text;

namespace Mesh.Grains.Workers.Gauges;

/// <summary>
/// Every name that engines have had for each meaning, newest first: where a page has several, the first one counts. An engine
/// drops an old name two minor versions after it has got a new one, so both stay here.
/// </summary>
internal static class GaugeNames
{
    private const int LongestName = 64;

    /// <summary>The names.</summary>
    public static IReadOnlyList<GaugeName> All { get; } =
    [
        new("vllm:num_requests_waiting", GaugeMeaning.Waiting),
        new("sglang:num_queue_reqs", GaugeMeaning.Waiting),
        new("llamacpp:requests_deferred", GaugeMeaning.Waiting),
        new("tgi_queue_size", GaugeMeaning.Waiting),
        new("trtllm_num_requests_waiting", GaugeMeaning.Waiting),
        new("vllm:num_requests_running", GaugeMeaning.Running),
        new("sglang:num_running_reqs", GaugeMeaning.Running),
        new("llamacpp:requests_processing", GaugeMeaning.Running),
        new("tgi_batch_current_size", GaugeMeaning.Running),
        new("trtllm_num_requests_running", GaugeMeaning.Running),
        new("vllm:kv_cache_usage_perc", GaugeMeaning.CacheUse, Largest: true),
        new("vllm:gpu_cache_usage_perc", GaugeMeaning.CacheUse, Largest: true),
        new("sglang:token_usage", GaugeMeaning.CacheUse, Largest: true),
        new("llamacpp:kv_cache_usage_ratio", GaugeMeaning.CacheUse, Largest: true),
        new("trtllm_kv_cache_utilization", GaugeMeaning.CacheUse, Largest: true),
        new("tgi_batch_current_max_tokens", GaugeMeaning.CacheTokensUsed),
        new("vllm:cache_config_info", GaugeMeaning.CacheTokens, Labels: ["kv_cache_size_tokens"]),
        new("vllm:cache_config_info", GaugeMeaning.CacheTokens, Labels: ["block_size", "num_gpu_blocks"]),
        new("sglang:max_total_num_tokens", GaugeMeaning.CacheTokens, Largest: true),
        new("sglang:cache_config_info", GaugeMeaning.CacheTokens, Largest: true, Labels: ["page_size", "num_pages"]),
        new("process_start_time_seconds", GaugeMeaning.StartTime, Largest: true),
        new("vllm:prompt_tokens_total", GaugeMeaning.PromptTokens),
        new("vllm:prompt_tokens", GaugeMeaning.PromptTokens),
        new("sglang:prompt_tokens_total", GaugeMeaning.PromptTokens),
        new("llamacpp:prompt_tokens_total", GaugeMeaning.PromptTokens),
        new("tgi_request_input_length_sum", GaugeMeaning.PromptTokens),
        new("vllm:request_success_total", GaugeMeaning.Finished),
        new("vllm:request_success", GaugeMeaning.Finished),
        new("sglang:num_requests_total", GaugeMeaning.Finished),
        new("tgi_request_success", GaugeMeaning.Finished),
    ];

    private static readonly FrozenDictionary<string, int[]> s_byName =
        All.Select((row, index) => (row.Name, Index: index)).GroupBy(r => r.Name, r => r.Index).ToFrozenDictionary(g => g.Key, g => g.ToArray());

    private static readonly FrozenDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> s_lookup = s_byName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The rows of <see cref="All"/> that have a name; none for a name that means nothing here.</summary>
    public static ReadOnlySpan<int> Rows(ReadOnlySpan<byte> name)
    {
        Span<char> letters = stackalloc char[LongestName];
        return name.Length <= LongestName && Encoding.UTF8.TryGetChars(name, letters, out var written) && s_lookup.TryGetValue(letters[..written], out var rows) ? rows : [];
    }
}
