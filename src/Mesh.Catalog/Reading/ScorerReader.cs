using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>Reads where a learned scorer lies.</summary>
internal static class ScorerReader
{
    private const string Mend = "Write the path of what 'mesh cascade fit --scorer' wrote: artifact: /etc/mesh/scorer.json.";

    public static ScorerEntry Read(string name, Section section)
    {
        var artifact = section.Text("artifact", Mend);
        if (!section.Has("artifact"))
        {
            section.Wrong("", "lacks 'artifact'.", Mend);
        }

        section.Finish();
        return new ScorerEntry { Name = name, Artifact = artifact ?? "" };
    }
}
