using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>Reads what is said of the learned router.</summary>
internal static class RouterReader
{
    private const int MostTenants = 1000;
    private static readonly string[] s_ofArtifacts = ["mode", "explore"];
    private static readonly string[] s_ofRecords = ["keepFor", "except"];
    private static readonly TimeSpan s_least = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_most = TimeSpan.FromDays(3650);

    /// <summary>The section <c>router</c>.</summary>
    public static RouterPolicy Read(Section section)
    {
        var unset = new RouterPolicy();
        var policy = new RouterPolicy
        {
            Artifact = section.Text("artifact", "Write the path of what 'mesh router train' wrote: artifact: /etc/mesh/router.bin."),
            Mode = section.Choice("mode", Vocabulary.RouterModes) ?? unset.Mode,
            Explore = (double?)section.Number("explore", 0, 0.2m) ?? unset.Explore,
            Record = section.Flag("record") ?? unset.Record,
            KeepFor = section.Duration("keepFor", s_least, s_most) ?? unset.KeepFor,
            Except = section.Texts("except") ?? unset.Except,
        };
        foreach (var field in s_ofArtifacts.Where(f => section.Has(f) && !section.Has("artifact")))
        {
            section.Wrong(field, "stands without 'artifact'.", "Name the file that 'mesh router train' wrote, or take it out.");
        }

        foreach (var field in s_ofRecords.Where(f => section.Has(f) && !policy.Record))
        {
            section.Wrong(field, "stands where nothing is recorded.", "Write 'record: true', or take it out.");
        }

        if (policy.Except.Count > MostTenants)
        {
            section.Wrong("except", $"names {policy.Except.Count} tenants; at most {MostTenants} are taken.", "Where most tenants want nothing recorded, leave 'record' out.");
        }

        foreach (var (place, tenant) in policy.Except.Index().Where(t => !RetentionReader.IsTenant(t.Item)))
        {
            section.Wrong("except", $"'{Shown.Of(tenant)}' is not a tenant's name.", "Use up to 64 letters, digits and . _ -, beginning with a letter or digit.", place);
        }

        section.Finish();
        return policy;
    }
}
