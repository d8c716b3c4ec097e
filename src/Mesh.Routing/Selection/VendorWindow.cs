namespace Mesh.Routing.Selection;

/// <summary>How something of one route went to vendors in the last <see cref="VendorShares.Minutes"/>. Thread-safe.</summary>
internal sealed class VendorWindow
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long[] Requests, double[] Amounts)> _vendors = new(StringComparer.OrdinalIgnoreCase);
    private long _newest;

    /// <summary>Counts a request with what it had of it.</summary>
    public void Add(string vendor, double amount, long minute)
    {
        lock (_lock)
        {
            Roll(minute);
            if (!_vendors.TryGetValue(vendor, out var counts))
            {
                _vendors[vendor] = counts = (new long[VendorShares.Minutes], new double[VendorShares.Minutes]);
            }

            counts.Requests[minute % VendorShares.Minutes]++;
            counts.Amounts[minute % VendorShares.Minutes] += amount;
        }
    }

    /// <summary>The vendors that one more request with their usual amount would bring over a share of all; null for none.</summary>
    public HashSet<string>? Over(double most, long minute)
    {
        lock (_lock)
        {
            Roll(minute);
            if (_vendors.Values.Sum(v => v.Requests.Sum()) < VendorShares.FewRequests)
            {
                return null;
            }

            var all = _vendors.Values.Sum(v => v.Amounts.Sum());
            HashSet<string>? over = null;
            foreach (var (vendor, (requests, amounts)) in _vendors)
            {
                var (count, own) = (requests.Sum(), amounts.Sum());
                var next = own / Math.Max(1, count);
                if (own > 0 && own + next > most * (all + next))
                {
                    (over ??= new(StringComparer.OrdinalIgnoreCase)).Add(vendor);
                }
            }

            return over;
        }
    }

    private void Roll(long minute)
    {
        for (var m = Math.Max(_newest + 1, minute - VendorShares.Minutes + 1); m <= minute; m++)
        {
            foreach (var (requests, amounts) in _vendors.Values)
            {
                (requests[m % VendorShares.Minutes], amounts[m % VendorShares.Minutes]) = (0, 0);
            }
        }

        _newest = Math.Max(_newest, minute);
    }
}
