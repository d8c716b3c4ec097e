namespace Mesh.RouterEval.Sources;

/// <summary>A file of measured questions.</summary>
/// <param name="Name">Its path below the folder, without its ending.</param>
/// <param name="Models">Models in a fixed order; a pair's weak one is the first.</param>
/// <param name="Questions">The questions.</param>
internal sealed record Source(string Name, string[] Models, Question[] Questions)
{
    public bool IsPair => Models is [SourceReader.Weak, SourceReader.Strong];

    public bool HasPrices => Questions is [{ Costs.Length: > 0 }, ..];

    /// <summary>The same source with some of its questions.</summary>
    public Source With(IEnumerable<int> some) => this with { Questions = [.. some.Select(i => Questions[i])] };

    /// <summary>The mean quality of a model, over the questions that it was asked.</summary>
    public double Mean(int model) => Questions.Where(q => !float.IsNaN(q.Qualities[model])).Select(q => (double)q.Qualities[model]).DefaultIfEmpty(0).Average();
}
