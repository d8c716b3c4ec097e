using System.Text.RegularExpressions;
using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>Reads a reference to a secret. Whatever stands there may be a secret that somebody pasted: it is never repeated.</summary>
internal static partial class SecretField
{
    private const string Mend = "Write env:NAME or file:PATH; a key itself never stands in a catalogue (if one did, revoke it).";
    private static readonly string[] s_elsewhere = ["vault", "aws", "azure", "gcp", "k8s", "kubernetes", "secret", "op", "ssm", "sops", "keyvault"];

    public static SecretReference? Read(Section section, string field)
    {
        if (section.Text(field, Mend) is not { } text)
        {
            return null;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (scheme, location) = colon < 0 ? ("", text) : (text[..colon], text[(colon + 1)..]);
        switch (scheme)
        {
            case "env" when VariableName().IsMatch(location):
                return new SecretReference(SecretScheme.Environment, location);
            case "env":
                section.Wrong(field, "does not name an environment variable after 'env:'.", "Write a name of letters, digits and _, such as env:OPENAI_API_KEY; the key itself stands in the variable.");
                return null;
            case "file" when location.Trim().Length > 0:
                return new SecretReference(SecretScheme.File, location.Trim());
            case "file":
                section.Wrong(field, "names no file after 'file:'.", "Write a path, such as file:/run/secrets/openai.");
                return null;
            case var other when s_elsewhere.Contains(other, StringComparer.OrdinalIgnoreCase):
                section.Wrong(field, $"names a secret in '{other}:', which is not read from.", "Bring the secret into a variable or a file, and write env:NAME or file:PATH.");
                return null;
            default:
                section.Wrong(field, "is not a reference to a secret.", Mend);
                return null;
        }
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();
}
