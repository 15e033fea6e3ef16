"""Writes jinja-cases.jsonl: small templates and what jinja2 makes of them, in the environment of transformers.

    python3 make_jinja_cases.py > ../resources/io/seekforge/text/template/jinja/jinja-cases.jsonl

A line: {"template", "variables", "expected"}; expected is null where jinja2 raises an error.
"""

import json

from transformers.utils.chat_template_utils import _compile_jinja_template

MESSAGES = [
    {"role": "system", "content": " Be brief. "},
    {"role": "user", "content": "What is gout?\n"},
    {"role": "assistant", "content": "<think>joints</think>An arthritis.", "score": 0.5},
    {"role": "user", "content": "痛风?"},
]
TOOL = {
    "type": "function",
    "function": {"name": "look_up", "parameters": {"type": "object", "properties": {"q": {"type": "string"}}}},
}
VARIABLES = {
    "messages": MESSAGES,
    "tools": [TOOL],
    "text": "  Hello, <b>World</b>\t",
    "name": "seekforge",
    "numbers": [3, 1, 2, 2],
    "words": ["b", "A", "c", "a"],
    "empty": [],
    "nothing": None,
    "yes": True,
    "no": False,
    "pi": 3.14159,
    "big": 12345678901,
    "table": {"b": 1, "a": [1, "x"], "items": 5},
}

TEMPLATES = r"""
{{ name }}|{{ nothing }}|{{ yes }}|{{ no }}|{{ pi }}|{{ big }}|{{ missing }}|{{ empty }}|{{ table }}
{{ numbers }} {{ words }} {{ messages[0] }} {{ ["it's", 'say "x"', "both ' and \"", "tab\t", "é痛"] }}
{{ 1 + 2 * 3 }} {{ (1 + 2) * 3 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 10 }} {{ 2 ** -1 }} {{ 1.5 + 1 }} {{ 7.5 // 2 }} {{ -7.5 % 2 }}
{{ 2 ** 3 ** 2 }} {{ -2 ** 2 }} {{ 1 - 1 - 1 }} {{ 'a' ~ 1 ~ none ~ true ~ missing }} {{ 'ab' * 3 }} {{ [1] * 2 + [3] }}
{{ 1e3 }} {{ 1.0 }} {{ 0.1 + 0.2 }} {{ 1e16 }} {{ 1e-5 }} {{ 123456789.125 }} {{ 1_000 }} {{ 1e22 }} {{ 1.5e300 }} {{ 100000000000000.0 }}
{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 1 == 1.0 }} {{ true == 1 }} {{ 'a' < 'b' }} {{ 'Z' < 'a' }} {{ [1, 2] == [1, 2] }} {{ [1, 2] < [1, 3] }} {{ none == false }} {{ missing == missing }} {{ '1' == 1 }}
{{ 'a' in 'abc' }} {{ 'x' not in 'abc' }} {{ 2 in numbers }} {{ 'b' in table }} {{ 1 in table }} {{ 'x' in missing }} {{ not 'a' in 'abc' }}
{{ yes and no }} {{ yes or no }} {{ not yes }} {{ nothing or 'x' }} {{ name and 'x' }} {{ '' or [] or 0 }} {{ 1 and 2 and 3 }} {{ not none and yes }}
{{ 'yes' if yes else 'no' }} {{ 'yes' if no else 'no' }} [{{ 'yes' if no }}] {{ 'a' if no else 'b' if no else 'c' }}
{{ 'x' 'y' "z" }} {{ "a\n\t\\\"\x41\u75db\x1b[0m" }} {{ 'it\'s' }} {{ '\d' }} {{ "line\
joined" }}
{{ text|trim }}|{{ text.strip() }}|{{ text.lstrip() }}|{{ text.rstrip() }}|{{ 'xxaxx'.strip('x') }}|{{ 'abcba'|trim('ab') }}
{{ name|upper }} {{ name.upper() }} {{ 'ABC'|lower }} {{ 'hello world'|title }} {{ "it's a dog-house".title() }} {{ "it's a dog-house"|title }} {{ 'hELLO'|capitalize }} {{ 'hELLO'.capitalize() }}
{{ 'a-b-c'.split('-') }} {{ 'a-b-c'.split('-', 1) }} {{ 'a-b-c'.rsplit('-', 1) }} {{ ' a  b '.split() }} {{ ' a  b  c '.split(none, 1) }} {{ 'a-b'.split('x') }} {{ ''.split('x') }} {{ ''.split() }}
{{ 'abc'.startswith('ab') }} {{ 'abc'.endswith('bc') }} {{ 'abc'.startswith(('x', 'a')) }} {{ 'abc'.replace('b', 'xx') }} {{ 'aaa'.replace('a', 'b', 2) }} {{ 'aaa'|replace('a', 'b') }} {{ 'aaa'|replace('a', 'b', 1) }}
{{ 'abcb'.find('b') }} {{ 'abcb'.rfind('b') }} {{ 'abc'.find('x') }} {{ 'abcb'.count('b') }} {{ '-'.join(['a', 'b']) }} {{ ''.join([]) }} {{ ','.join(['', 'a', '']) }} {{ 'a=b=c'.partition('=') }}
{{ '12'.isdigit() }} {{ ''.isdigit() }} {{ 'a1'.isalpha() }} {{ 'a1'.isalnum() }} {{ ' \t'.isspace() }} {{ 'AB'.isupper() }} {{ 'ab'.islower() }} {{ '1'.isupper() }} {{ 'prefix-x'.removeprefix('prefix-') }} {{ 'x.txt'.removesuffix('.txt') }} {{ 'a\nb\n'.splitlines() }}
{{ name[0] }} {{ name[-1] }} {{ name[1:3] }} {{ name[::-1] }} {{ name[:-1] }} {{ numbers[1:] }} {{ numbers[::2] }} {{ numbers[-2:] }} {{ numbers[5:] }} {{ numbers[::-1] }} [{{ numbers[9] }}] {{ '痛风gout'[:2] }} {{ name[2:1] }} {{ name[-100:3] }} {{ numbers[3:0:-2] }}
{{ table.b }} {{ table['a'] }} {{ table.a[1] }} {{ table['items'] }} {{ table.get('x') }} {{ table.get('x', 3) }} {{ table.get('b') }} {{ table.keys()|list }} {{ table.values()|list }} {{ table.items()|list }} {{ table|items|list }} [{{ table.zzz }}] {{ table|length }}
{{ messages|length }} {{ messages|first }} {{ (messages|last).role }} {{ messages[-1].content }} {{ messages|map(attribute='role')|list }} {{ messages|map(attribute='role')|join(', ') }} {{ words|map('upper')|list }}
{{ messages|selectattr('role', 'equalto', 'user')|map(attribute='content')|list }} {{ messages|rejectattr('role', 'equalto', 'user')|list|length }} {{ messages|selectattr('score', 'defined')|list|length }} {{ messages|selectattr('score')|list|length }} {{ numbers|select('odd')|list }} {{ numbers|reject('odd')|list }} {{ numbers|select('>', 1)|list }} {{ [0, 1, '']|select|list }} {{ tools|map(attribute='function.name')|list }}
{{ words|sort }} {{ words|sort(case_sensitive=true) }} {{ numbers|sort(reverse=true) }} {{ messages|sort(attribute='role')|map(attribute='role')|join(' ') }} {{ numbers|unique|list }} {{ words|unique|list }} {{ numbers|sum }} {{ numbers|min }} {{ numbers|max }} {{ words|reverse|list }} {{ 'abc'|reverse }} {{ table|dictsort }}
{{ missing|default('d') }} {{ missing|d('d') }} {{ ''|default('d') }} {{ ''|default('d', true) }} {{ none|default('d') }} {{ none|default('d', boolean=true) }} {{ missing|default }}|
{{ 3.7|int }} {{ '42'|int }} {{ 'x'|int }} {{ 'x'|int(7) }} {{ '3.9'|int }} {{ '1.5'|float }} {{ 3|float }} {{ -3|abs }} {{ 2.5|round }} {{ 3.14159|round(2) }} {{ 3.2|round(0, 'ceil') }} {{ 3.7|round(method='floor') }} {{ 5|string }} {{ 5|round }}
{{ '<a href="x">&\'</a>'|e }} {{ 'a'|safe }} {{ 'a\nb\n\nc'|indent }}|{{ 'a\nb'|indent(2, true) }}|{{ 'a\n\nb'|indent(1, blank=true) }}|{{ 'a\nb'|indent('> ') }}
{{ table|tojson }} {{ messages[2]|tojson }} {{ '痛 "q" \\ \n'|tojson }} {{ [1, 2.5, none, true, 'é']|tojson }} {{ []|tojson }} {{ {}|tojson }} {{ '<>&'|tojson }}
{{ tools|tojson(indent=2) }} {{ table|tojson(sort_keys=true) }} {{ [1, [], {}]|tojson(indent=4) }} {{ {'a': 1, 'b': [1, 2]}|tojson(separators=(',', ':')) }} {{ '痛'|tojson(ensure_ascii=true) }}
{{ x is defined }} {{ name is defined }} {{ x is not defined }} {{ x is undefined }} {{ nothing is none }} {{ name is string }} {{ 1 is number }} {{ 1.5 is float }} {{ 1 is integer }} {{ yes is boolean }} {{ yes is true }} {{ no is false }} {{ table is mapping }} {{ numbers is sequence }} {{ numbers is iterable }} {{ 5 is odd }} {{ 4 is even }} {{ 9 is divisibleby 3 }} {{ 9 is divisibleby(2) }} {{ 1 is eq 1 }} {{ 2 is gt(1) }} {{ (2 in [1]) is false }} {{ 'a' is in ['a'] }} {{ 'a' is lower }} {{ 'A' is upper }} {{ true is integer }} {{ name is mapping }}
{{ (x.y is defined) if (x is defined) else 'no x' }} {{ table.zzz is defined }} {{ messages[9] is defined }} {{ table['q'] is none }}
{% for m in messages %}{{ loop.index }}/{{ loop.length }} {{ loop.index0 }} {{ loop.revindex }} {{ loop.revindex0 }} {{ loop.first }} {{ loop.last }} {{ m.role }};{% endfor %}
{% for m in messages %}{{ loop.previtem.role if loop.previtem is defined }}<{{ m.role }}>{{ loop.nextitem.role if not loop.last }} {{ loop.cycle('a', 'b') }} {{ loop.changed(m.role == 'user') }};{% endfor %}
{% for m in messages if m.role == 'user' %}{{ loop.index }}{{ m.content }}{% else %}none{% endfor %}|{% for x in empty %}x{% else %}none{% endfor %}|{% for x in missing %}x{% endfor %}
{% for k, v in table.items() %}{{ k }}={{ v }};{% endfor %}{% for (k, v) in table|dictsort %}{{ k }}{% endfor %}{% for c in 'abc' %}{{ c }}.{% endfor %}{% for k in table %}{{ k }}{% endfor %}
{% for i in range(3) %}{{ i }}{% endfor %} {% for i in range(1, 10, 3) %}{{ i }}{% endfor %} {% for i in range(3, 0, -1) %}{{ i }}{% endfor %} {% for i in range(5) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}
{% for a in [1, 2] %}{% for b in [3, 4] %}{{ a }}{{ b }}{{ loop.index }}{{ loop.depth }} {% endfor %}{{ loop.index }}{% endfor %}
{% set a = 1 %}{% for i in [1, 2] %}{{ a }}{% set a = a + 1 %}{{ a }} {% endfor %}{{ a }}{% if true %}{% set a = 9 %}{% endif %}{{ a }}
{% set ns = namespace(n=0, found=false) %}{% for i in numbers %}{% set ns.n = ns.n + i %}{% if i == 1 %}{% set ns.found = true %}{% endif %}{% endfor %}{{ ns.n }} {{ ns.found }} [{{ ns.other }}]
{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set t = 1, 2, 3 %}{{ t|length }}{% set s %}x {{ name }} y{% endset %}[{{ s }}]{% set u | upper | trim %} {{ name }} {% endset %}[{{ u }}]
{% if no %}a{% elif yes %}b{% else %}c{% endif %}{% if empty %}x{% elif missing %}y{% else %}z{% endif %}{% if not empty and messages %}m{% endif %}{% if nothing is none %}n{% endif %}
{% macro greet(who, mark='!', loud=false) %}Hello {{ who|upper if loud else who }}{{ mark }}{% endmacro %}{{ greet('A') }} {{ greet('b', '?') }} {{ greet(who='c', loud=true) }} [{{ greet() }}]
{% macro box() %}[{{ caller() }}]{% endmacro %}{% call box() %}in {{ name }}{% endcall %}{% macro fact(n) %}{{ n * fact(n - 1)|int if n > 1 else 1 }}{% endmacro %}{{ fact(5) }}
{% filter upper %}abc {{ name }}{% endfilter %}{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a is defined }}{% raw %}{{ not }} {% this %}{% endraw %}{# comment #}x
{% generation %}made{% endgeneration %} {{ dict(a=1, b=2) }} {{ {'x': 1}.x }} {{ [1, [2, 3]][1][0] }} {{ (1, 2)[0] }} {{ "a.b".split('.')[0]|upper }} {{ ('a' ~ 'b')|upper ~ 'c' }}
{{ '%s' }} {{ "{{" }} {{ '%}' }} {{ {'a': {'b': 1}}['a']['b'] }} {{ 5 if messages|length > 3 else 6 }} {{ messages|length - 1 }} {{ messages[messages|length - 1].role }} {{ -1|abs }} {{ 'a' if 'user' in messages|map(attribute='role') else 'b' }}
{{ messages[0]['content'] if messages[0]['role'] == 'system' else '' }} {{ '</think>' in messages[2].content }} {{ messages[2].content.split('</think>')[-1] }} {{ messages[2].content.split('<think>')[-1].split('</think>')[0].strip('\n') }} {{ messages[1].content|trim + '!' }}
{%- if yes -%}  a  {%- endif -%}  b  {{- ' c ' -}}  d {%- set x = 1 -%} e
{%+ if yes %} a {%+ endif +%} b
""".strip("\n").split("\n{")

WHITE_SPACE = [
    "a\n  {% if yes %}\n  b\n  {% endif %}\n  c\n",
    "  {% if yes %}x{% endif %}\n\n y",
    "a {% if yes %} b {% endif %} c\n",
    "{% for i in [1, 2] %}\n  {{ i }}\n{% endfor %}\nend",
    "{% for i in [1, 2] -%}\n  {{ i }}\n{%- endfor %}\nend",
    "\t{# c #}\n  {# d #} x {#- e -#} y\n",
    "a\n\n  {%- if yes %}\n\n  b{% endif -%}\n\n c",
    "a\r\nb\r{% if yes %}\r\nc{% endif %}",
    "x\n  {%+ if yes %}y{% endif +%}\nz",
    "  {{ 1 }}\n  {{- 2 -}}\n  3\n\n",
    "{% raw %}\n {{ x }}\n{% endraw %}\n y",
    " {%- raw -%}  {{ x }}  {%- endraw -%} y",
    "{%- for m in messages %}\n    {%- if m.role == 'user' %}\n        {{- m.content }}\n    {%- endif %}\n{%- endfor %}\n",
    "a\u00a0{%- if yes %}\u3000b{% endif -%}\u2028c",
    "\n\n{{ 'x' }}\n\n",
    "",
    "\n",
    "{% if yes %}\n\n{% endif %}",
]

ERRORS = [
    "{{ missing.x }}", "{{ missing + 1 }}", "{{ missing() }}", "{{ 'a' + 1 }}", "{{ name() }}", "{{ none|length }}",
    "{{ raise_exception('stop') }}", "{% if %}", "{% for x in %}{% endfor %}", "{% endif %}", "{{ 1 +", "{{ a b }}",
    "{% if yes %}", "{{ x|nofilter }}", "{{ x is notest }}", "{{ 'a", "{# open", "{% bogus %}", "{{ (1 }}", "{{ 1 < 'a' }}",
    "{% set a, b = [1] %}", "{% set name.x = 1 %}", "{{ numbers.append(3) }}", "{{ table.update({}) }}", "{{ 1 // 0 }}",
    "{% for a, b in [1] %}{% endfor %}", "{{ range(1000000) }}", "{{ ''.join([1]) }}", "{{ 'a'.split('') }}",
    "{{ 1 in 'a' }}", "{{ [1, 'a']|sort }}", "{% for x in 5 %}{% endfor %}", "{{ missing < 1 }}", "{{ numbers.__class__.__name__ }}",
]


def expected(template):
    try:
        return _compile_jinja_template(template).render(**VARIABLES)
    except Exception:  # noqa: BLE001: whatever jinja2 raises, we must refuse
        return None


def main():
    templates = [t if i == 0 else "{" + t for i, t in enumerate(TEMPLATES)] + WHITE_SPACE
    print(json.dumps({"variables": VARIABLES}, ensure_ascii=False))
    for template in templates:
        result = expected(template)
        if result is None:
            raise SystemExit(f"jinja2 refuses {template!r}")
        print(json.dumps({"template": template, "expected": result}, ensure_ascii=False))
    for template in ERRORS:
        result = expected(template)
        if result is not None:
            raise SystemExit(f"jinja2 takes {template!r}: {result!r}")
        print(json.dumps({"template": template, "expected": None}, ensure_ascii=False))


if __name__ == "__main__":
    main()
