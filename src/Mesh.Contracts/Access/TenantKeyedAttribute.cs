namespace Mesh.Contracts.Access;

/// <summary>
/// Marks the interface of a grain whose key is a <see cref="TenantKey"/>. Every call to such a grain, by whatever interface, is refused
/// unless it is made for the caller whose tenant the key names.
/// </summary>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class TenantKeyedAttribute : Attribute;
