namespace Mesh.Grains.Learning;

/// <summary>Looks at a file from time to time, and says once of each change of it that it is to be read.</summary>
internal sealed class SettledFile
{
    private (string Path, (long, DateTime)? Stamp)? _seen;
    private (string Path, (long, DateTime)? Stamp)? _tried;

    /// <summary>Looks: whether it has changed since it was last to be read, and is not being written. The first one is read at once.</summary>
    public bool HasChanged(string path)
    {
        var now = (path, ArtifactFile.Stamp(path));
        if (_tried == now)
        {
            return false;
        }

        // Alike twice: a file that is being written is not read half.
        var settled = _seen == now || _seen is null;
        _seen = now;
        if (settled)
        {
            _tried = now;
        }

        return settled;
    }

    /// <summary>There is none: the next one is the first.</summary>
    public void Forget() => (_seen, _tried) = (null, null);
}
