using System.Text.RegularExpressions;
using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>Reads how long conversations are kept.</summary>
internal static partial class RetentionReader
{
    // Longer than any turn may take, so that none is ever deleted under its answer.
    private static readonly TimeSpan s_least = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_most = TimeSpan.FromDays(36_500);

    /// <summary>The group <c>retention</c> of a section; what holds when it is not written.</summary>
    public static RetentionPolicy Read(Section section)
    {
        var unset = new RetentionPolicy();
        if (section.Child("retention") is not { } retention)
        {
            return unset;
        }

        TenantRetention[] tenants = [.. retention.Entries("tenants").Select(t => Tenant(t.Name, t.Body))];
        var policy = unset with { After = retention.Duration("after", s_least, s_most) };
        retention.Finish();
        return tenants.Length == 0 ? policy : policy with { Tenants = tenants };
    }

    /// <summary>Whether a text can be the name of a tenant.</summary>
    public static bool IsTenant(string name) => NamePattern().IsMatch(name);

    private static TenantRetention Tenant(string name, Section body)
    {
        if (!IsTenant(name))
        {
            body.Wrong("", "is not a tenant's name.", "Use up to 64 letters, digits and . _ -, beginning with a letter or digit, as 'mesh keys create --tenant' does.");
        }

        var read = new TenantRetention(name, body.Duration("after", s_least, s_most), body.Flag("hold") ?? false);
        if (!body.Has("after") && !body.Has("hold"))
        {
            body.Wrong("", "says nothing.", "Write 'after: 30d' or 'hold: true', or take the tenant out.");
        }

        body.Finish();
        return read;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
