using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>Reads one scorer.</summary>
internal static class ScorerReader
{
    /// <summary>Most of them: each is held in memory.</summary>
    public const int Most = 100;

    public static ScorerEntry Read(string name, Section section)
    {
        var artifact = section.Text("artifact", "Write the path of the artefact's file: artifact: /etc/mesh/math.confidence.json.");
        if (artifact is null && !section.Has("artifact"))
        {
            section.Wrong("artifact", "is missing.", "Write the path of the artefact's file: artifact: /etc/mesh/math.confidence.json.");
        }

        section.Finish();
        return new ScorerEntry { Name = name, Artifact = artifact ?? "" };
    }
}
