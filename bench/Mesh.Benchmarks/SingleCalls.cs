using System.Diagnostics;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Mathematics.OutlierDetection;

namespace Mesh.Benchmarks;

/// <summary>Times every call by itself, so that percentiles are those of calls and not of means; slow calls are kept.</summary>
internal sealed class SingleCalls : ManualConfig
{
    private static readonly TimeSpan s_warm = TimeSpan.FromSeconds(5);

    public SingleCalls()
    {
        UnionRule = ConfigUnionRule.AlwaysUseLocal;
        AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithInvocationCount(1).WithUnrollFactor(1).WithWarmupCount(100).WithIterationCount(2000)
            .WithGcForce(false).WithOutlierMode(OutlierMode.DontRemove));
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddColumn(StatisticColumn.P50, StatisticColumn.P95);
        AddLogger(ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub);
    }

    /// <summary>Calls until the compiler has made of it what it makes of code that is called often: single calls alone would take too long to get there.</summary>
    public static void Warm(Action calls)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < s_warm;)
        {
            calls();
        }
    }
}
