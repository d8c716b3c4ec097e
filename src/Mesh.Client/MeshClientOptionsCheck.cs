using Microsoft.Extensions.Options;

namespace Mesh.Client;

/// <summary>Finds what is wrong with a client's options, in words.</summary>
internal sealed class MeshClientOptionsCheck : IValidateOptions<MeshClientOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, MeshClientOptions options) =>
        Faults(options).ToArray() is { Length: > 0 } faults ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;

    /// <summary>Throws when something is wrong.</summary>
    /// <exception cref="OptionsValidationException">Names every field with its mend.</exception>
    public static void ThrowIfWrong(MeshClientOptions options)
    {
        if (Faults(options).ToArray() is { Length: > 0 } faults)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(MeshClientOptions), faults);
        }
    }

    private static IEnumerable<string> Faults(MeshClientOptions options) => [.. Address(options), .. Key(options), .. Calls(options)];

    private static IEnumerable<string> Address(MeshClientOptions options)
    {
        if (!Uri.TryCreate(options.Address, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            yield return $"Address: '{options.Address}' is not an address. Write it such as http://127.0.0.1:8091 or https://mesh.example.com:8091.";
        }
        else if (url.UserInfo.Length > 0)
        {
            yield return "Address: an address holds no user and password. Put the mesh's key into Key.";
        }
        else if (url.PathAndQuery != "/" || url.Fragment.Length > 0)
        {
            yield return $"Address: '{options.Address}' has a path. gRPC has none: write {url.Scheme}://{url.Authority}.";
        }
        else if (options.Key is not null && url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback && !options.AllowKeyInPlainText)
        {
            yield return $"Address: the key would go to {url.Host} in plain text. Write https://, or set AllowKeyInPlainText where the network itself encrypts.";
        }
    }

    // The key itself is never shown: such messages end up in logs.
    private static IEnumerable<string> Key(MeshClientOptions options)
    {
        if (options.Key is { } key && (key.Length is 0 or > 1024 || key.Any(c => c is <= ' ' or > '~')))
        {
            yield return "Key: it must be 1 to 1024 printable ASCII characters without spaces, as 'mesh keys create' prints it. Leave it null to call without one.";
        }
    }

    private static IEnumerable<string> Calls(MeshClientOptions options)
    {
        if (options.Model is not { Length: > 0 and <= 256 })
        {
            yield return "Model: it must name a route, a model or an endpoint, in 1 to 256 characters.";
        }

        if (options.Timeout != Timeout.InfiniteTimeSpan && (options.Timeout <= TimeSpan.Zero || options.Timeout > MeshClientOptions.LongestTimeout))
        {
            yield return $"Timeout: {options.Timeout} is not above zero and at most a day. Use Timeout.InfiniteTimeSpan to leave it to the mesh.";
        }

        if (options.ConnectTimeout <= TimeSpan.Zero || options.ConnectTimeout > MeshClientOptions.LongestTimeout)
        {
            yield return $"ConnectTimeout: {options.ConnectTimeout} is not above zero and at most a day.";
        }

        if (options.KeepAlive < TimeSpan.FromSeconds(1) || options.KeepAlive > MeshClientOptions.LongestTimeout)
        {
            yield return $"KeepAlive: {options.KeepAlive} is not between one second and a day.";
        }

        if (options.MaxMessageBytes < 1024)
        {
            yield return $"MaxMessageBytes: {options.MaxMessageBytes} is below 1024, in which hardly an answer fits.";
        }
    }
}
