namespace Mesh.Routing.Learning;

/// <summary>
/// A learned router as bytes: which version of the format, what it was trained on and how it did, and all its parts. Weights are kept
/// in two bytes; a router is used only after it went through its bytes, so that what was evaluated is what is loaded.
/// </summary>
/// <param name="Router">The router.</param>
/// <param name="Evaluation">How it did.</param>
/// <param name="TrainedAt">When it was trained.</param>
public sealed record RouterArtifact(LearnedRouter Router, RouterEvaluation Evaluation, DateTimeOffset TrainedAt)
{
    /// <summary>Version of the format; another one is refused.</summary>
    public const int Version = 2;

    private const uint Magic = 0x524C534D;

    /// <summary>The artefact as bytes.</summary>
    public byte[] ToBytes()
    {
        var writer = new ArtifactWriter();
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write((ulong)TrainedAt.ToUnixTimeMilliseconds());
        WriteEvaluation(writer);
        ArtifactParts.Write(writer, Router);
        writer.Write(Sum(writer.Written));
        return writer.Written.ToArray();
    }

    /// <summary>Reads an artefact.</summary>
    /// <exception cref="FormatException">The bytes are no artefact, of another version, or damaged.</exception>
    public static RouterArtifact FromBytes(ReadOnlySpan<byte> bytes)
    {
        var reader = new ArtifactReader(bytes);
        if (bytes.Length < 16 || reader.UInt() != Magic)
        {
            throw new FormatException("artefact: these bytes are no learned router");
        }

        if (reader.Int() is var version && version != Version)
        {
            throw new FormatException($"artefact: its format is version {version}, this silo reads version {Version}; train the router anew");
        }

        var sum = new ArtifactReader(bytes[^8..]).ULong();
        if (sum != Sum(bytes[..^8]))
        {
            throw new FormatException("artefact: its checksum doesn't fit; copy it again or train the router anew");
        }

        var trainedAt = DateTimeOffset.FromUnixTimeMilliseconds((long)reader.ULong());
        var evaluation = ReadEvaluation(ref reader);
        var router = ArtifactParts.Read(ref reader);
        return new RouterArtifact(router, evaluation, trainedAt);
    }

    private void WriteEvaluation(ArtifactWriter writer)
    {
        writer.Write(Evaluation.Outcomes);
        writer.Write(Evaluation.Folds);
        writer.Write(Evaluation.Seed);
        writer.Write(Evaluation.Chosen);
        writer.Write(Evaluation.BestSingle);
        writer.Write(Evaluation.Hindsight);
        writer.Write(Evaluation.Models.Count);
        foreach (var model in Evaluation.Models)
        {
            writer.Write(model.Quality);
            writer.Write(model.Error);
            writer.Write(model.ErrorOfMean);
            writer.Write(model.CalibrationError);
        }
    }

    private static RouterEvaluation ReadEvaluation(ref ArtifactReader reader)
    {
        var (outcomes, folds, seed) = (reader.Int(), reader.Int(), reader.Int());
        var (chosen, single, hindsight) = (reader.Double(), reader.Double(), reader.Double());
        var models = new ModelEvaluation[reader.Length(32)];
        for (var m = 0; m < models.Length; m++)
        {
            models[m] = new ModelEvaluation(reader.Double(), reader.Double(), reader.Double(), reader.Double());
        }

        return new RouterEvaluation(outcomes, folds, seed, chosen, single, hindsight, models);
    }

    // FNV-1a: against damage, not against forgery.
    private static ulong Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 14695981039346656037UL;
        foreach (var b in bytes)
        {
            sum = (sum ^ b) * 1099511628211UL;
        }

        return sum;
    }
}
