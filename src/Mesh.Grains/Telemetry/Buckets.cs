using System.Diagnostics.Metrics;

namespace Mesh.Grains.Telemetry;

/// <summary>Histogram bounds: OpenTelemetry's for generative AI, lengthened for slow reasoning models.</summary>
internal static class Buckets
{
    public static readonly InstrumentAdvice<double> Duration = Of(.01, .02, .04, .08, .16, .32, .64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 163.84, 327.68);

    public static readonly InstrumentAdvice<double> FirstToken = Of(.001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 15, 20, 30, 45, 60);

    public static readonly InstrumentAdvice<double> PerToken = Of(.01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5);

    public static readonly InstrumentAdvice<double> AdmissionWait = Of(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10);

    public static readonly InstrumentAdvice<double> Decision = Of(.000005, .00001, .00005, .0001, .0005, .001, .005, .01, .05, .1);

    public static readonly InstrumentAdvice<long> PlanCalls = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64] };

    public static readonly InstrumentAdvice<long> Tokens = new() { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304] };

    private static InstrumentAdvice<double> Of(params double[] bounds) => new() { HistogramBucketBoundaries = bounds };
}
