using System.Text;
using Mesh.Grains.Workers.Gauges;

namespace Mesh.Grains.Tests.Workers.Gauges;

public sealed class GaugeReadingTests
{
    public static TheoryData<int> Rows => [.. Enumerable.Range(0, GaugeNames.All.Count)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Name_ThatAnEngineHasHad_GivesItsMeaning(int row)
    {
        var name = GaugeNames.All[row];
        var labels = name.Labels is null ? "model_name=\"m\"" : string.Join(',', name.Labels.Select(l => $"{l}=\"6\""));

        var reading = Read($"{name.Name}{{{labels}}} 6\n");

        Assert.Equal(name.Labels is null ? 6 : Math.Pow(6, name.Labels.Length), reading[name.Meaning]);
        Assert.All(Enum.GetValues<GaugeMeaning>().Where(m => m != name.Meaning), m => Assert.Null(reading[m]));
    }

    [Fact]
    public void Meaning_UnderItsOldAndItsNewName_CountsOnce()
    {
        var reading = Read("vllm:gpu_cache_usage_perc 0.4\nvllm:kv_cache_usage_perc 0.5\nvllm:prompt_tokens 10\nvllm:prompt_tokens_total 20\n");

        Assert.Equal((0.5, 20), (reading[GaugeMeaning.CacheUse], reading[GaugeMeaning.PromptTokens]));
    }

    [Fact]
    public void Series_OfSeveralEngines_AddUpAndTheFullestCacheCounts()
    {
        var reading = Read("""
            vllm:num_requests_waiting{engine="0"} 2
            vllm:num_requests_waiting{engine="1"} 3
            vllm:kv_cache_usage_perc{engine="0"} 0.25
            vllm:kv_cache_usage_perc{engine="1"} 0.75
            vllm:cache_config_info{block_size="16",num_gpu_blocks="100",engine="0"} 1
            vllm:cache_config_info{block_size="16",num_gpu_blocks="200",engine="1"} 1
            """);

        Assert.Equal((5, 0.75, 4800), (reading[GaugeMeaning.Waiting], reading[GaugeMeaning.CacheUse], reading[GaugeMeaning.CacheTokens]));
    }

    [Fact]
    public void Series_OfRanksOfOneModel_CountOnce() =>
        Assert.Equal(2, Read("sglang:num_queue_reqs{tp_rank=\"0\"} 2\nsglang:num_queue_reqs{tp_rank=\"1\"} 2\n")[GaugeMeaning.Waiting]);

    [Theory]
    [InlineData("vllm:num_requests_waiting NaN")]
    [InlineData("vllm:num_requests_waiting +Inf")]
    [InlineData("vllm:num_requests_waiting -1")]
    [InlineData("vllm:num_requests_waiting 1e308\nvllm:num_requests_waiting 1e308")]
    [InlineData("vllm:num_requests_waiting_by_reason 1")]
    [InlineData("vllm:cache_config_info{block_size=\"16\",num_gpu_blocks=\"None\"} 1")]
    [InlineData("other_num_requests_waiting 1")]
    [InlineData("")]
    public void Value_ThatTellsNothing_IsNotTaken(string page) => Assert.All(Enum.GetValues<GaugeMeaning>(), m => Assert.Null(Read(page)[m]));

    private static GaugeReading Read(string page) => GaugeReading.Of(Encoding.UTF8.GetBytes(page));
}
