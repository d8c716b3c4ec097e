namespace Mesh.Routing.Tasks.BuiltIn;

/// <summary>Taking named facts out of texts, often as a table or JSON.</summary>
internal static class ExtractExamples
{
    public const string Lines = """
        2|Extract all {dates/names/e-mail addresses} from this text: Please write to Kim (kim@example.org) before 3 May or to Lou (lou@example.org) after it.
        3|Return a JSON object with the fields {name, price and currency/title, author and year} for {each product/each book} mentioned below.
        3|Pull the {invoice number, total and due date/IBAN and amount} out of this {invoice/letter}: Invoice 2024-117, 14 March, total EUR 1,249.00, payable within 30 days.
        2|List every {city/company/person} mentioned in the {article/paragraph} below, without duplicates.
        2|Which phone numbers appear in this {message/signature}? Call me on 030 555 0142 or, after six, 0171 555 0199.
        3|From the {job ad/description} below, get the {required skills/salary range and location} as {a bullet list/JSON}.
        3|Convert this {recipe/receipt} to structured data with the keys {ingredient, amount and unit/item, quantity and price}: 200 g flour, 2 eggs, a pinch of salt
        3|Fill in this form from the text: first name, last name, date of birth, {nationality/passport number}. Text: My name is Ola Berg, born in Bergen on 9 June 1988.
        2|Find the {order id/tracking number} in this mail: Dear customer, your parcel for order A-99812 is on its way, tracking 00340434161094.
        3|Identify all {medications and doses/symptoms and durations} in the following {note/report}: Patient took ibuprofen 400 mg twice daily for five days because of knee pain.
        3|Parse the following {log lines/addresses} into a table with columns {time, level and message/street, number and city}: 2024-05-01 10:22 WARN disk almost full
        3|Named entity recognition: tag persons, places and organisations in "{Angela met Tim Cook in Cupertino/The Red Cross opened an office in Goma}".
        3|Read the {contract/lease} and give me the {notice period, the parties and the start date/rent and deposit} as key-value pairs.
        2|What {deadline/amount/address} is named in the text? Only answer with the value. Text: The deposit of 800 dollars is due on Monday.
        3|Output only valid JSON: {"events": [{"date": "", "place": ""}]} from: {The concert is on 12 July in Graz; on 14 July the band plays in Linz/We meet in Oslo on Monday and in Bergen on Thursday}.
        3|Get all {URLs/prices/hashtags} out of the post below and put them in a {comma-separated list/table}.
        3|From this {cv/résumé}, extract {employers with start and end years/education and languages}.
        2|Quote the sentence in the passage that says {when the treaty was signed/who is responsible for repairs}.
        3|Turn the {minutes/notes} into a table of {task, owner and deadline/topic and decision}.
        3|Extract the {subject, verb and object/key phrases} of each sentence: The cat chased the mouse. The mouse escaped.
        3|Collect every number with its unit from the {data sheet/text}: weight 4.2 kg, length 31 cm, 230 V at 50 Hz
        3|Give me the values of "{color/size}" and "{price/stock}" for all rows of this html: <tr><td>red</td><td>12.50</td></tr>
        3|Answer from the text only, with a span of words: {What did the engineers replace/Where was the ship built}? Text: In Gdansk the ship was built; later, engineers replaced its mast.
        3|Scan the {transcript/chat} for {commitments/questions} and return each with the speaker's name.
        3|Extract {entities and relations/cause and effect} as triples from the paragraph below.
        2|Get the {names/amounts} from: {"Pay Lea 20 and Tom 35 euros"/"Nina, Raj and Ole came; Sam was ill"}
        3|Which {products, sizes and prices/dates and places} are mentioned? Return {CSV/a JSON array}.
        3|Extract {key: value} pairs from the following {label/header}: {Net 500 g; best before 04.2027; keep dry/From: a@b.c; To: d@e.f; Date: 3 June}
        """;
}
