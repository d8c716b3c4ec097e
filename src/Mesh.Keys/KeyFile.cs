using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Mesh.Keys;

/// <summary>The keys in a YAML file, with their hashes only. Writers take turns; readers see the file before or after, never between.</summary>
/// <param name="path">The file.</param>
public sealed partial class KeyFile(string path)
{
    /// <summary>Most keys in a file.</summary>
    public const int Most = 100_000;

    private static readonly string[] s_scopes = ["admin", "vendor-objects", "critical", "legal-hold", "audit", "plans", "reviews", "tasks"];

    /// <summary>The keys; empty when there is no file.</summary>
    /// <exception cref="KeyFileException">The file is not one of keys, or a key in it is not whole.</exception>
    public IReadOnlyList<KeyEntry> Read()
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            var form = Reader().Deserialize<Form?>(File.ReadAllText(path));
            return Each([.. (form?.Keys ?? []).Take(Most).Select(Entry)]);
        }
        catch (FormatException e)
        {
            throw new KeyFileException($"{path}: {e.Message} Write it with 'mesh keys create'.", e);
        }
        catch (YamlException e)
        {
            throw new KeyFileException($"{path}:{e.Start.Line}:{e.Start.Column}: {(e.InnerException ?? e).Message} Write it with 'mesh keys create'.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"The key file '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Makes a key and keeps its hash; the key itself is in the answer only.</summary>
    /// <exception cref="KeyFileException">A name or scope is not allowed, or the file cannot be written.</exception>
    public (ApiKey Key, KeyEntry Entry) Add(KeyRequest request, Pepper pepper, DateTimeOffset now)
    {
        Check("name", request.Name);
        Check("tenant", request.Tenant);
        Check("project", request.Project);
        if (request.Scopes.FirstOrDefault(s => !s_scopes.Contains(s)) is { } unknown)
        {
            throw new KeyFileException($"'{unknown}' is not a scope. There are: {string.Join(", ", s_scopes)}.");
        }

        var key = ApiKey.Create();
        var entry = new KeyEntry
        {
            Id = key.Id,
            Name = request.Name,
            Tenant = request.Tenant,
            Project = request.Project,
            Scopes = request.Scopes,
            Hash = pepper.Hash(key),
            Created = now,
            Expires = request.Lifetime is { } lifetime ? now + lifetime : null,
        };
        Change(entries => [.. entries, entry]);
        return (key, entry);
    }

    /// <summary>Takes a key out; false when it was not there.</summary>
    public bool Remove(string id)
    {
        var found = false;
        Change(entries =>
        {
            found = entries.Any(e => e.Id == id);
            return [.. entries.Where(e => e.Id != id)];
        });
        return found;
    }

    private void Change(Func<IReadOnlyList<KeyEntry>, IReadOnlyList<KeyEntry>> change)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var turn = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var entries = change(Read());
            if (entries.Count > Most)
            {
                throw new KeyFileException($"'{path}' holds {Most} keys, the most it takes. Remove some.");
            }

            var next = path + ".next";
            File.WriteAllText(next, Writer().Serialize(new Form { Keys = [.. entries.Select(Row.Of)] }));
            File.Move(next, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"The key file '{path}' cannot be written: {e.Message}", e);
        }
    }

    private IReadOnlyList<KeyEntry> Each(IReadOnlyList<KeyEntry> entries)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        return entries.FirstOrDefault(e => !ids.Add(e.Id)) is { } twice
            ? throw new KeyFileException($"{path}: key '{twice.Id}' stands twice. Take one of them out.")
            : entries;
    }

    private KeyEntry Entry(Row? row) => row is { Id.Length: > 0, Tenant.Length: > 0, Project.Length: > 0, Hash.Length: 64 }
        ? row.ToEntry()
        : throw new KeyFileException($"{path}: key '{row?.Id}' needs id, tenant, project and a hash of 64 digits. Write it with 'mesh keys create'.");

    private static void Check(string field, string value)
    {
        if (!NamePattern().IsMatch(value))
        {
            throw new KeyFileException($"'{value}' cannot be a {field}. Use up to 64 letters, digits and . _ -, beginning with a letter or digit.");
        }
    }

    private static IDeserializer Reader() => new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build();

    private static ISerializer Writer() => new SerializerBuilder()
        .WithNamingConvention(CamelCaseNamingConvention.Instance)
        .ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull | DefaultValuesHandling.OmitEmptyCollections)
        .Build();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    private sealed class Form
    {
        // YAML writes null for what is left blank.
        public List<Row?>? Keys { get; set; } = [];
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public string Tenant { get; set; } = "";

        public string Project { get; set; } = "";

        public List<string>? Scopes { get; set; } = [];

        public string Hash { get; set; } = "";

        // Text: the YAML library writes a DateTimeOffset that it cannot read back.
        public string Created { get; set; } = "";

        public string? Expires { get; set; }

        public static Row Of(KeyEntry e) => new()
        {
            Id = e.Id,
            Name = e.Name,
            Tenant = e.Tenant,
            Project = e.Project,
            Scopes = [.. e.Scopes],
            Hash = e.Hash,
            Created = Written(e.Created),
            Expires = e.Expires is { } end ? Written(end) : null,
        };

        public KeyEntry ToEntry() => new()
        {
            Id = Id,
            Name = Name,
            Tenant = Tenant,
            Project = Project,
            Scopes = Scopes ?? [],
            Hash = Hash,
            Created = Moment(Created),
            Expires = Expires is null ? null : Moment(Expires),
        };

        private static string Written(DateTimeOffset moment) => moment.ToString("O", CultureInfo.InvariantCulture);

        private static DateTimeOffset Moment(string text) =>
            DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }
}
