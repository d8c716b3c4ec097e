using System.Globalization;
using System.Text;
using Mesh.Load.Processes;

namespace Mesh.Load.Proxies;

/// <summary>Somebody who is asked: the upstream itself or a proxy before it.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Port">Its port on loopback.</param>
/// <param name="Process">The process whose use counts.</param>
/// <param name="Upstream">The upstream's process.</param>
/// <param name="Headers">Headers that it asks for, each ended by CR LF.</param>
/// <param name="Behind">A process between it and the upstream, whose use counts too; null when there is none.</param>
internal sealed record LoadTarget(string Name, int Port, ChildProcess Process, ChildProcess Upstream, string Headers = "", ChildProcess? Behind = null)
{
    /// <summary>Processor seconds that it has used.</summary>
    public double CpuSeconds => Process.Cpu.TotalSeconds + (Behind?.Cpu.TotalSeconds ?? 0);

    /// <summary>Processor seconds of the whole path: this client, the target and the upstream.</summary>
    public double PathCpuSeconds => Environment.CpuUsage.TotalTime.TotalSeconds + CpuSeconds + (Process == Upstream ? 0 : Upstream.Cpu.TotalSeconds);

    /// <summary>A whole chat request as bytes.</summary>
    /// <param name="model">The model asked for.</param>
    /// <param name="promptBytes">Length of the prompt.</param>
    /// <param name="streaming">Whether a stream is wanted.</param>
    public byte[] Chat(string model, int promptBytes, bool streaming)
    {
        var prompt = string.Concat(Enumerable.Repeat("All the world is a stage. ", (promptBytes / 26) + 1))[..promptBytes];
        var stream = streaming ? "\"stream\":true," : "";
        var body = $$"""{"model":"{{model}}",{{stream}}"messages":[{"role":"user","content":"{{prompt}}"}]}""";
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\nContent-Type: application/json\r\n{Headers}Content-Length: {body.Length}\r\n\r\n{body}"));
    }
}
