using System.Net;
using System.Net.NetworkInformation;
using Mesh.Grains.Workers.Kinds;

namespace Mesh.Grains.Workers;

/// <summary>The places of a node that are looked at. Only this machine's: the relay opens them to the cluster, and must not be a way to others.</summary>
public static class EngineAddresses
{
    /// <summary>Most engines of a node.</summary>
    public const int Most = 16;

    private const string Option = "--engines";

    /// <summary>Why addresses cannot be used, in words that name the option and the mend; empty when they can.</summary>
    public static IEnumerable<string> Mistakes(IReadOnlyList<string> engines)
    {
        if (engines.Count > Most)
        {
            yield return $"{Option}: {engines.Count} engines are more than a worker looks after. Write {Most} at most, and start another worker for the rest.";
        }

        foreach (var engine in engines)
        {
            if (Parse(engine) is not { } root)
            {
                yield return $"{Option}: '{engine}' is not the root of an engine such as http://127.0.0.1:8000.";
            }
            else if (!IsHere(root))
            {
                yield return $"{Option}: {engine} is not an address of this machine. A worker stands beside its engines: start one there, or name the engine in a provider of the catalogue.";
            }
        }
    }

    /// <summary>The places, each once; the usual ports of loopback when none is named.</summary>
    internal static IReadOnlyList<EngineAddress> Of(IReadOnlyList<string> engines)
    {
        var roots = engines.Count > 0
            ? engines.Select(Parse).OfType<Uri>()
            : EngineKinds.All.Select(k => k.UsualPort).OfType<int>().Select(port => new Uri($"http://127.0.0.1:{port}"));
        List<EngineAddress> places = [];
        foreach (var root in roots.Distinct().Take(Most))
        {
            var sharing = places.Count(p => p.Root.Port == root.Port);
            places.Add(new EngineAddress(root, sharing == 0 ? $"{root.Port}" : $"{root.Port}-{sharing + 1}"));
        }

        return places;
    }

    // A root with or without /v1, as providers write it, and nothing more.
    private static Uri? Parse(string engine) =>
        Uri.TryCreate(engine, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.AbsolutePath.TrimEnd('/') is "" or "/v1" && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0
            ? new Uri(url.GetLeftPart(UriPartial.Authority))
            : null;

    private static bool IsHere(Uri root) => root.IsLoopback || (IPAddress.TryParse(root.DnsSafeHost, out var address) && Own().Contains(address));

    private static IEnumerable<IPAddress> Own() =>
        NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address);
}
