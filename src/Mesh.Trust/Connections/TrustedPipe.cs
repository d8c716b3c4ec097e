using System.IO.Pipelines;
using System.Net.Security;

namespace Mesh.Trust.Connections;

/// <summary>The pipes of a connection behind TLS.</summary>
internal sealed class TrustedPipe : IDuplexPipe
{
    // One TLS record.
    private const int RecordBytes = 16 * 1024;

    public TrustedPipe(SslStream stream)
    {
        Input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: RecordBytes, leaveOpen: true));
        Output = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: RecordBytes, leaveOpen: true));
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }
}
