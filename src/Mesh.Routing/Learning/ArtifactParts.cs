namespace Mesh.Routing.Learning;

/// <summary>The parts of a learned router, in the order in which they are written.</summary>
internal static class ArtifactParts
{
    public static void Write(ArtifactWriter writer, LearnedRouter router)
    {
        writer.Write(router.Models.Count);
        foreach (var model in router.Models)
        {
            writer.Write(model);
        }

        var parts = router.Parts;
        writer.Write(parts.Vocabulary.Keys);
        writer.WriteHalves(parts.Vocabulary.Rarity);
        writer.Write(parts.Vocabulary.PairsFrom);
        writer.Write(parts.Vocabulary.GramsFrom);
        Write(writer, parts.Wide);
        Write(writer, parts.Auxiliary);
        writer.Write(parts.Embedding.Dimensions);
        writer.WriteHalves(parts.Embedding.Vectors);
        Write(writer, parts.Kinds);
        Write(writer, parts.Clusters);
        writer.Write(parts.Ridge.Features);
        writer.Write(parts.Ridge.Weights);
        writer.Write(parts.Ridge.Bias);
        writer.Write(parts.Trees.Length);
        foreach (var trees in parts.Trees)
        {
            writer.Write(trees.Roots);
            writer.Write(trees.Features);
            writer.Write(trees.Values);
            writer.Write(trees.Children);
            writer.Write((double)trees.Base);
        }

        writer.Write(parts.Blend.Common);
        writer.Write((double)parts.Blend.CommonBias);
        writer.Write(parts.Blend.Own);
        writer.Write(parts.Blend.OwnBias);
        writer.Write(parts.Blend.Kept);
    }

    public static LearnedRouter Read(ref ArtifactReader reader)
    {
        var models = new string[reader.Length(4)];
        for (var m = 0; m < models.Length; m++)
        {
            models[m] = reader.Text();
        }

        var (keys, rarity) = (reader.UInts(), reader.Halves());
        var vocabulary = new Vocabulary(keys, rarity, reader.Int(), reader.Int());
        var (wide, auxiliary) = (ReadHeads(ref reader), ReadHeads(ref reader));
        var embedding = new WordEmbedding(reader.Int(), reader.Halves());
        var (kinds, clusters) = (ReadGroups(ref reader), ReadGroups(ref reader));
        var ridge = new DenseHeads(reader.Int(), reader.Floats(), reader.Floats());
        var trees = new RegressionTrees[reader.Length(4)];
        for (var t = 0; t < trees.Length; t++)
        {
            trees[t] = new RegressionTrees(reader.Ints(), reader.Shorts(), reader.Floats(), reader.Ints(), (float)reader.Double());
        }

        var blend = new Blend(reader.Floats(), (float)reader.Double(), reader.Floats(), reader.Floats(), reader.Floats());
        return new LearnedRouter(models, new LearnedParts(vocabulary, wide, auxiliary, embedding, kinds, clusters, ridge, trees, blend));
    }

    private static void Write(ArtifactWriter writer, LinearHeads heads)
    {
        writer.Write(heads.Models);
        writer.WriteHalves(heads.Weights);
        writer.Write(heads.Bias);
    }

    private static LinearHeads ReadHeads(ref ArtifactReader reader) => new(reader.Int(), reader.Halves(), reader.Floats());

    private static void Write(ArtifactWriter writer, GroupPosterior groups)
    {
        writer.Write(groups.Groups);
        writer.Write(groups.Weights);
        writer.Write(groups.Bias);
        writer.WriteHalves(groups.Words);
        writer.Write(groups.Quality);
    }

    private static GroupPosterior ReadGroups(ref ArtifactReader reader) => new(reader.Int(), reader.Floats(), reader.Floats(), reader.Halves(), reader.Floats());
}
