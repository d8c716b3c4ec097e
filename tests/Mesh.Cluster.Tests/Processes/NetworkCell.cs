using System.Diagnostics;
using System.Globalization;
using Mesh.Testing.Programs;

namespace Mesh.Cluster.Tests.Processes;

/// <summary>
/// A network of its own for some processes (a namespace), joined to this machine by one cable (a veth pair). The cable can be cut
/// without a word to either side, and single ports can be dropped.
/// </summary>
public sealed class NetworkCell : IAsyncDisposable
{
    private readonly string _name;
    private readonly string _cable;

    private NetworkCell(int number)
    {
        // Names of interfaces have at most 15 characters.
        _name = string.Create(CultureInfo.InvariantCulture, $"mesh{Environment.ProcessId % 100_000}n{number}");
        _cable = string.Create(CultureInfo.InvariantCulture, $"mv{Environment.ProcessId % 100_000}n{number}");
        (HostAddress, Address) = ($"10.213.{number}.1", $"10.213.{number}.2");
    }

    /// <summary>Address of this machine on the cable.</summary>
    public string HostAddress { get; }

    /// <summary>Address of the cell.</summary>
    public string Address { get; }

    /// <summary>Why cells cannot be made here; null when they can.</summary>
    public static string? Missing { get; } = WhatIsMissing();

    /// <summary>Makes a cell.</summary>
    /// <param name="number">Its number, 0 to 255: cells that are there at once have different ones.</param>
    public static async Task<NetworkCell> MakeAsync(int number)
    {
        var cell = new NetworkCell(number);
        var inside = cell._cable + "i";
        await RunAsync("ip", "netns", "add", cell._name);
        await RunAsync("ip", "link", "add", cell._cable, "type", "veth", "peer", "name", inside);
        await RunAsync("ip", "link", "set", inside, "netns", cell._name);
        await RunAsync("ip", "addr", "add", $"{cell.HostAddress}/24", "dev", cell._cable);
        await RunAsync("ip", "link", "set", cell._cable, "up");
        await RunAsync("ip", "-n", cell._name, "addr", "add", $"{cell.Address}/24", "dev", inside);
        await RunAsync("ip", "-n", cell._name, "link", "set", inside, "up");
        await RunAsync("ip", "-n", cell._name, "link", "set", "lo", "up");
        await RunAsync("ip", "-n", cell._name, "route", "add", "default", "via", cell.HostAddress);
        return cell;
    }

    /// <summary>The words that run a program inside.</summary>
    public string[] Inside(string[] program) => ["ip", "netns", "exec", _name, .. program];

    /// <summary>Drops whatever is sent either way, without a word: a node that has gone silent.</summary>
    public async Task CutAsync()
    {
        await RunAsync("iptables", "-w", "-I", "INPUT", "-i", _cable, "-j", "DROP");
        await RunAsync("iptables", "-w", "-I", "OUTPUT", "-o", _cable, "-j", "DROP");
    }

    /// <summary>Undoes <see cref="CutAsync"/>.</summary>
    public async Task MendAsync()
    {
        await RunAsync("iptables", "-w", "-D", "INPUT", "-i", _cable, "-j", "DROP");
        await RunAsync("iptables", "-w", "-D", "OUTPUT", "-o", _cable, "-j", "DROP");
    }

    /// <summary>Drops what goes to or comes from a port of this machine.</summary>
    public Task CutPortAsync(int port) => PortAsync("-I", port);

    /// <summary>Undoes <see cref="CutPortAsync"/>.</summary>
    public Task MendPortAsync(int port) => PortAsync("-D", port);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Rules that are left name the cable, and go before it.
        foreach (var (chain, side) in new[] { ("INPUT", "-i"), ("OUTPUT", "-o") })
        {
            while (await ExitAsync("iptables", "-w", "-D", chain, side, _cable, "-j", "DROP") == 0)
            {
            }
        }

        await ExitAsync("ip", "link", "del", _cable);
        await ExitAsync("ip", "netns", "del", _name);
    }

    private async Task PortAsync(string act, int port)
    {
        foreach (var end in new[] { "--dport", "--sport" })
        {
            await RunAsync("iptables", "-w", act, "INPUT", "-i", _cable, "-p", "tcp", end, $"{port}", "-j", "DROP");
            await RunAsync("iptables", "-w", act, "OUTPUT", "-o", _cable, "-p", "tcp", end, $"{port}", "-j", "DROP");
        }
    }

    private static string? WhatIsMissing()
    {
        foreach (var program in new[] { "ip", "iptables" })
        {
            if (ExternalProgram.Find(program) is null)
            {
                return $"'{program}' is not installed.";
            }
        }

        var probe = $"meshprobe{Environment.ProcessId}";
        if (ExitAsync("ip", "netns", "add", probe).GetAwaiter().GetResult() != 0)
        {
            return "Network namespaces may not be made here.";
        }

        var filters = ExitAsync("ip", "netns", "exec", probe, "iptables", "-w", "-L", "-n").GetAwaiter().GetResult();
        ExitAsync("ip", "netns", "del", probe).GetAwaiter().GetResult();
        return filters == 0 ? null : "iptables may not be used here.";
    }

    private static async Task RunAsync(string program, params string[] words)
    {
        if (await ExitAsync(program, words) is var exit and not 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', words)} ended with {exit}");
        }
    }

    private static async Task<int> ExitAsync(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(ExternalProgram.Find(program) ?? program, words) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
