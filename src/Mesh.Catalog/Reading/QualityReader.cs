namespace Mesh.Catalog.Reading;

/// <summary>Reads how good a model is at classes of tasks: a figure, or what a benchmark found.</summary>
internal static class QualityReader
{
    private const int MostSamples = 100_000_000;

    /// <summary>The figures, and the samples of those that a benchmark found; null where nothing is written.</summary>
    public static (IReadOnlyDictionary<string, double> Figures, IReadOnlyDictionary<string, int> Samples)? Read(Section model)
    {
        if (model.Child("quality") is not { } quality)
        {
            return null;
        }

        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        var samples = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var task in quality.Keys)
        {
            if (!TaskReader.IsName(task))
            {
                quality.Wrong(task, "cannot be the name of a task class.", "Use small letters, digits, '-' and '.', such as reasoning, code or legal.contract-review.");
            }
            else if (quality.IsGroup(task))
            {
                Benchmark(task, quality.Child(task)!, figures, samples);
            }
            else if (quality.Number(task, 0, 1) is { } figure)
            {
                figures[task] = (double)figure;
            }
        }

        return (figures, samples);
    }

    private static void Benchmark(string task, Section found, Dictionary<string, double> figures, Dictionary<string, int> samples)
    {
        if (!found.Has("benchmark") || !found.Has("samples"))
        {
            found.Wrong("", "lacks 'benchmark' or 'samples'.", "Write the figure and how many samples it rests on: { benchmark: 0.87, samples: 500 }; or the figure alone.");
        }

        if (found.Number("benchmark", 0, 1) is { } figure && found.Integer("samples", 1, MostSamples) is { } count)
        {
            figures[task] = (double)figure;
            samples[task] = count;
        }

        found.Finish();
    }
}
