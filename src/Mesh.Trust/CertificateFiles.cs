using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Trust;

/// <summary>Reads certificates in PEM.</summary>
public static class CertificateFiles
{
    /// <summary>Reads a certificate with its key and the chain that is sent beside it.</summary>
    /// <exception cref="CryptographicException">The files are not PEM.</exception>
    /// <exception cref="ArgumentException">They do not belong together.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    public static SslStreamCertificateContext Read(string certificateFile, string keyFile)
    {
        var chain = ReadAll(certificateFile);

        // What the file holds is what is sent: nothing is asked of other machines.
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificateFile, keyFile), chain, offline: true);
    }

    /// <summary>Reads every certificate of a file.</summary>
    /// <exception cref="CryptographicException">The file holds none.</exception>
    public static X509Certificate2Collection ReadAll(string file)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPemFile(file);
        return found.Count > 0 ? found : throw new CryptographicException($"'{file}' holds no certificate in PEM.");
    }

    /// <summary>Whether a fault of reading tells of the files and not of the program; a key of another certificate is an ArgumentException.</summary>
    public static bool IsUnusable(Exception fault) => fault is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException;
}
